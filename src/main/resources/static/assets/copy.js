// <button type="button" data-copy="#id" hidden>Copy</button> copies the text of the element; "Copied" only once it is true.
document.querySelectorAll('button[data-copy]').forEach(reveal);
document.addEventListener('berth:refreshed', (event) => event.target.querySelectorAll('button[data-copy]').forEach(reveal));

function reveal(button) {
  button.hidden = false;
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function say(button, word) {
  button.dataset.word ??= button.textContent;
  button.textContent = word;
  setTimeout(() => { button.textContent = button.dataset.word; }, 2000);
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('button[data-copy]');
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    say(button, 'Copied');
  } catch {
    // No clipboard on plain http, or the reader said no.
    select(source);
    say(button, 'Selected: press Ctrl or ⌘ and C');
  }
});
