// The page that checks certificates: reads a code by camera or from a picture, and shows the sentence of its verdict.
// All sentences stand in the page; here they are only chosen and filled.
import { camera } from './camera.js'
import { codeIn } from './qr.js'
import { judged, readList } from './verify.js'

const page = document.querySelector('[data-check]')
const OLD_LIST_HOURS = 48

if ('serviceWorker' in navigator) navigator.serviceWorker.register(page.dataset.worker).catch(() => {})

const language = document.documentElement.lang
const day = (at) => new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at)
const moment = (at) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(at)

async function fetched (address) {
  try {
    const answer = await fetch(address)
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
  } catch {
    return null
  }
}

let keys, list

async function refresh () {
  keys = await fetched(page.dataset.keys)
  list = keys && await fetched(page.dataset.list)
  const read = list && readList(list, keys)
  if (!read) list = null
  page.querySelector('[data-no-keys]').hidden = Boolean(keys)
  page.querySelector('[data-list-said]').hidden = !read
  if (read) {
    page.querySelector('[data-list-made]').textContent = moment(read.made * 1000)
    page.querySelector('[data-list-old]').hidden = Date.now() / 1000 - read.made < OLD_LIST_HOURS * 3600
  }
}
const ready = refresh()

async function show (written) {
  await ready
  if (!keys) return
  const found = judged(written, keys, list, Math.floor(Date.now() / 1000))
  for (const said of page.querySelectorAll('[data-verdict]')) said.hidden = said.dataset.verdict !== found.verdict
  const facts = page.querySelector('[data-facts]')
  facts.hidden = !found.facts
  if (found.facts) {
    const { name, born, nik, number, issuer, issued, expires, kind } = found.facts
    const shown = {
      name, nik, number, issuer, issued: day(issued * 1000),
      born: day(new Date(+born.slice(0, 4), born.slice(4, 6) - 1, +born.slice(6, 8))),
      until: expires ? day((expires - 1) * 1000) : ''
    }
    for (const place of facts.querySelectorAll('[data-fact]')) place.textContent = shown[place.dataset.fact]
    for (const one of facts.querySelectorAll('[data-kind]')) one.hidden = Number(one.dataset.kind) !== kind
    for (const one of facts.querySelectorAll('[data-until]')) one.hidden = !expires
  }
  page.querySelector('[data-answer]').hidden = false
  page.querySelector('[data-answer]').focus()
}

page.querySelector('input[type=file]').addEventListener('change', async (event) => {
  const file = event.target.files[0]
  if (!file) return
  let written = ''
  try {
    written = await codeIn(await createImageBitmap(file))
  } catch {
    // Not a picture: no code is in it.
  }
  await show(written)
  event.target.value = ''
})

camera(page.querySelector('[data-camera]'), page.querySelector('video'), page.querySelector('[data-no-camera]'), show)
