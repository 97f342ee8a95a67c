import './steady.js'
import './shared.js'
import './unsent.js'
import './keys.js'
import './look.js'

// On a small screen the menu starts closed.
if (window.matchMedia('(max-width: 959px)').matches) {
  for (const menu of document.querySelectorAll('.side details')) menu.open = false
}

// Ask once more where something cannot be taken back.
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm
  if (question && !window.confirm(question)) event.preventDefault()
}, true)
