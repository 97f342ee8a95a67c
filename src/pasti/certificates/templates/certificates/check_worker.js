// Keeps the page that checks certificates, the public keys and the list of what became of each.
const PAGE = '{{ page|escapejs }}'
const LISTS = [{% for one in lists %}'{{ one|escapejs }}', {% endfor %}]
const PARTS = [{% for part in parts %}'{{ part|escapejs }}', {% endfor %}]
const KEPT = 'periksa-' + PARTS.join()

self.addEventListener('install', (event) => {
  // One that cannot be fetched now is kept when it is first asked for.
  event.waitUntil(caches.open(KEPT)
    .then((kept) => Promise.all([PAGE, ...LISTS, ...PARTS].map((one) => kept.add(one).catch(() => {}))))
    .then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('periksa-') && name !== KEPT).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()))
})

// The newest there is; without an answer, what was kept.
async function newest (request) {
  const kept = await caches.open(KEPT)
  try {
    const answer = await fetch(request)
    if (!answer.ok) throw new Error(answer.status)
    await kept.put(request, answer.clone())
    return answer
  } catch (failure) {
    const before = await kept.match(request, { ignoreVary: true })
    if (before) return before
    throw failure
  }
}

self.addEventListener('fetch', (event) => {
  const path = new URL(event.request.url).pathname
  if (event.request.method !== 'GET') return
  if (path === PAGE || LISTS.includes(path)) event.respondWith(newest(event.request))
  else if (PARTS.includes(path)) event.respondWith(caches.match(event.request).then((kept) => kept || newest(event.request)))
})
