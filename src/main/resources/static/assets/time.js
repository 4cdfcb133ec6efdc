// Writes the reader's own time beside UTC: <time datetime="…Z" data-local>.
const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });

function zoneOf(date) {
  return zone.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function localize(root) {
  for (const time of root.querySelectorAll('time[data-local]')) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime()) || time.nextElementSibling?.classList.contains('local-time')) continue;
    if (date.getTimezoneOffset() === 0) continue;
    const beside = document.createElement('span');
    beside.className = 'local-time';
    beside.textContent = ` (${local.format(date)} ${zoneOf(date)})`;
    time.after(beside);
  }
}

localize(document);
document.addEventListener('berth:refreshed', (event) => localize(event.target));
