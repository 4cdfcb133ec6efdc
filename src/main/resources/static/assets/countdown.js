// <span role="timer" data-countdown="2026-11-23T16:00:00Z" data-now="…server's time…"></span> counts down silently;
// <span role="status" data-countdown-says></span> in the same [data-countdown-group] speaks at 15, 5, 1 minutes and the end.
const SPOKEN = [15, 5, 1];

function text(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (n) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function start(timer) {
  if (timer.dataset.started) return;
  timer.dataset.started = 'true';
  const offset = timer.dataset.now ? new Date(timer.dataset.now) - Date.now() : 0;
  const end = new Date(timer.dataset.countdown);
  const group = timer.closest('[data-countdown-group]');
  const says = group?.querySelector('[data-countdown-says]');
  let spoken = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.round((end - (Date.now() + offset)) / 1000));
    timer.textContent = text(left);
    const due = SPOKEN.filter((minutes) => left <= minutes * 60).pop();
    if (left > 0 && says && due !== undefined && due < spoken) {
      spoken = due;
      says.textContent = `${due} ${due === 1 ? 'minute' : 'minutes'} left`;
    }
    if (left === 0) {
      clearInterval(clock);
      if (says) says.textContent = timer.dataset.ended ?? 'Expired';
      timer.dispatchEvent(new CustomEvent('berth:expired', { bubbles: true }));
    }
  };
  const clock = setInterval(tick, 1000);
  tick();
}

document.querySelectorAll('[data-countdown]').forEach(start);
document.addEventListener('berth:refreshed', (event) => event.target.querySelectorAll('[data-countdown]').forEach(start));
