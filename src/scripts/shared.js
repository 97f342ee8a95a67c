// What citizens' and clerks' pages share. Everything works without it.
import { createAll, Button, ErrorSummary } from 'govuk-frontend'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
createAll(ErrorSummary)
createAll(Button)

// One press, one sending: a second submit of the same form within the same page is ignored.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.hasAttribute('hx-post')) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = 'yes'
})

// Coming back with the browser's button shows the page as it was: it may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})

// Fields that only matter after a choice: shown when a radio of that name has that value.
const conditional = document.querySelectorAll('[data-shown-by]')
function update () {
  for (const part of conditional) {
    const [name, ...values] = part.dataset.shownBy.split(' ')
    const chosen = document.querySelector(`[name="${name}"]:checked, select[name="${name}"]`)
    part.hidden = !chosen || !values.includes(chosen.value)
  }
}
if (conditional.length) {
  document.addEventListener('change', update)
  update()
}

// A table that is wider than the screen can be scrolled by keyboard too, also when the screen is turned, a part of it
// is unfolded, or rows have come since.
function reach () {
  for (const box of document.querySelectorAll('.box')) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute('tabindex')
  }
}
reach()
window.addEventListener('resize', reach)
document.addEventListener('toggle', reach, true)
document.addEventListener('htmx:afterSettle', reach)

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print())
}
