// Passkeys as a second factor: the browser asks its own key, the form carries the answer. No password ever passes here.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

function asked (options) {
  const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) }
  if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) }
  for (const list of ['excludeCredentials', 'allowCredentials']) {
    if (key[list]) key[list] = key[list].map((each) => ({ ...each, id: toBytes(each.id) }))
  }
  return { publicKey: key }
}

function answered (credential) {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = toText(credential.response[name])
  }
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults()
  })
}

for (const form of document.querySelectorAll('[data-passkey]')) {
  const go = form.querySelector('[data-passkey-go]')
  const failed = form.querySelector('[data-passkey-failed]')
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(window.location.hostname)) {
    form.querySelector('[data-passkey-no]').hidden = false
    go.disabled = true
    continue
  }
  go.addEventListener('click', async (event) => {
    event.preventDefault()
    failed.hidden = true
    try {
      const options = asked(JSON.parse(form.dataset.options))
      form.elements.credential.value = answered(await navigator.credentials[form.dataset.passkey](options))
      form.submit()
    } catch {
      failed.hidden = false
    }
  })
}
