// <form data-reveal> is sent by fetch, and what comes back takes the place of #reveal: a page that a POST had rendered
// would be sent again by "reload" and broken by "back". What is secret leaves the page with the reader.
const COUNTED = ['pass-facts', 'push-sessions'];

// What the page says of the pass was true before.
async function count() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }, credentials: 'same-origin', cache: 'no-store', redirect: 'manual' });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of COUNTED) {
    const fresh = page.getElementById(id);
    document.getElementById(id)?.replaceWith(fresh);
    fresh?.dispatchEvent(new CustomEvent('berth:refreshed', { bubbles: true }));
  }
}

for (const form of document.querySelectorAll('form[data-reveal]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }, credentials: 'same-origin', cache: 'no-store' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById('reveal');
      if (!fresh) {
        location.reload();
        return;
      }
      document.getElementById('reveal').replaceWith(fresh);
      if (fresh.querySelector('[data-secret]')) document.getElementById('placeholders')?.remove();
      fresh.parentElement.dispatchEvent(new CustomEvent('berth:refreshed', { bubbles: true }));
      count();
      fresh.tabIndex = -1;
      fresh.focus();
    } catch {
      // The answer was lost on its way. The page of the session, if there is one, says so.
      location.reload();
    }
  });
}

window.addEventListener('pagehide', () => {
  for (const secret of document.querySelectorAll('[data-secret]')) secret.replaceChildren();
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
