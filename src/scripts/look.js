// A photo beside the fields that are copied from it: larger, and turned as it should be.

const SIZES = ['1', '2', '3']

for (const figure of document.querySelectorAll('.looked-at')) {
  const frame = figure.querySelector('.looked-at-frame')
  const buttons = figure.querySelector('[data-look]')
  if (buttons) buttons.hidden = false
  const zoom = () => {
    const size = SIZES[(SIZES.indexOf(figure.dataset.size ?? '1') + 1) % SIZES.length]
    figure.dataset.size = size
    // What was in the middle stays there.
    frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2
  }
  const turn = () => { figure.dataset.turned = String((Number(figure.dataset.turned ?? 0) + 90) % 360) }
  figure.querySelector('[data-look-by=zoom]')?.addEventListener('click', zoom)
  figure.querySelector('[data-look-by=turn]')?.addEventListener('click', turn)
  frame.addEventListener('click', zoom)
}
