// <div id="images" data-live="/my/images" data-every="10">…</div> fetches the page at that address again and again and puts
// its element of the same id in the place of its own content, where it differs. It stops when the answer has no
// data-live any more (nothing will change), rests while the page is hidden, and slows down after errors.
// Without script: put a "Refresh" link inside with class no-live, which disappears here.
const SLOWEST = 120;

function watch(element) {
  const address = element.dataset.live || location.href;
  const usual = Number(element.dataset.every || 10);
  let wait = usual;
  let timer;
  let seen = element.innerHTML;
  element.classList.add('is-live');

  const later = () => { timer = setTimeout(refresh, wait * 1000); };

  async function refresh() {
    if (document.hidden) { later(); return; }
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }, credentials: 'same-origin', cache: 'no-store', redirect: 'manual' });
      if (answer.type === 'opaqueredirect' || answer.status === 401) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      wait = usual;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(element.id);
      if (!fresh) return;
      if (fresh.innerHTML !== seen && !element.contains(document.activeElement)) {
        seen = fresh.innerHTML;
        element.replaceChildren(...fresh.childNodes);
        element.dispatchEvent(new CustomEvent('berth:refreshed', { bubbles: true }));
      }
      if (!fresh.hasAttribute('data-live')) { element.classList.remove('is-live'); return; }
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
    }
    later();
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && element.classList.contains('is-live')) { clearTimeout(timer); refresh(); }
  });
  window.addEventListener('pagehide', () => clearTimeout(timer));
  later();
}

document.querySelectorAll('[data-live][id]').forEach(watch);
