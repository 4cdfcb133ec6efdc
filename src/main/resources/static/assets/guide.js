// <form data-guide> on a page with #push-commands: the commands follow what is typed, as the server writes them.
const PARTS = ['push-commands', 'image-problem', 'tag-problem', 'tag-taken', 'tag-help'];

for (const form of document.querySelectorAll('form[data-guide]')) {
  let timer;
  let asked = 0;

  async function follow() {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(`${form.action.split('#')[0]}?${query}`, { headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }, credentials: 'same-origin', cache: 'no-store', redirect: 'manual' });
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      form.elements.tag.placeholder = page.getElementById('tag')?.placeholder ?? '';
      for (const field of [form.elements.image, form.elements.tag]) {
        const invalid = page.getElementById(field.id)?.ariaInvalid === 'true';
        field.classList.toggle('is-invalid', invalid);
        field.ariaInvalid = invalid ? 'true' : null;
      }
      for (const id of PARTS) {
        const fresh = page.getElementById(id);
        const old = document.getElementById(id);
        if (!fresh || !old) continue;
        old.replaceWith(fresh);
        // Its tabs are built by whoever hears of it; they look among what is inside.
        fresh.parentElement.dispatchEvent(new CustomEvent('berth:refreshed', { bubbles: true }));
      }
    } catch {
      // Offline: the button still sends the form.
    }
  }

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(follow, 250);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    follow();
  });
}
