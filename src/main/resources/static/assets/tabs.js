// <div data-tabs="shell" aria-label="Your shell"><section data-tab="bash/zsh">…</section><section data-tab="PowerShell">…</section></div>
// Without script the sections stand one below the other, each with its heading. The choice is kept for the next page, and
// every group of that name follows it.
let number = 0;

function remembered(key) {
  try { return localStorage.getItem(`berth.tab.${key}`); } catch { return null; }
}

function remember(key, name) {
  try { localStorage.setItem(`berth.tab.${key}`, name); } catch { /* a private window */ }
}

function build(group) {
  if (group.querySelector(':scope > [role=tablist]')) return;
  const panels = [...group.querySelectorAll(':scope > [data-tab]')];
  const list = document.createElement('div');
  list.setAttribute('role', 'tablist');
  list.className = 'tabs';
  if (group.hasAttribute('aria-label')) list.setAttribute('aria-label', group.getAttribute('aria-label'));
  const tabs = panels.map((panel) => {
    number += 1;
    panel.id ||= `panel-${number}`;
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `tab-${number}`;
    tab.textContent = panel.dataset.tab;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    list.append(tab);
    return tab;
  });
  const show = (index) => {
    tabs.forEach((tab, at) => {
      tab.setAttribute('aria-selected', String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
      panels[at].hidden = at !== index;
    });
  };
  const find = (name) => panels.findIndex((panel) => panel.dataset.tab === name);
  const choose = (index) => {
    const name = panels[index].dataset.tab;
    remember(group.dataset.tabs, name);
    for (const one of document.querySelectorAll('[data-tabs]')) {
      if (one.dataset.tabs === group.dataset.tabs) one.dispatchEvent(new CustomEvent('berth:chosen', { detail: name }));
    }
  };
  group.addEventListener('berth:chosen', (event) => { if (find(event.detail) >= 0) show(find(event.detail)); });
  tabs.forEach((tab, index) => tab.addEventListener('click', () => choose(index)));
  list.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    choose(index);
    tabs[index].focus();
  });
  group.prepend(list);
  show(Math.max(0, find(remembered(group.dataset.tabs))));
}

document.querySelectorAll('[data-tabs]').forEach(build);
document.addEventListener('berth:refreshed', (event) => event.target.querySelectorAll('[data-tabs]').forEach(build));
