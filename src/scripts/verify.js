// What a certificate's code is worth, found out here and nowhere else: nobody is asked, nobody is told.
// The standards: docs/adr/0048. Nothing in this file knows the page.
import { hashes, verify as signed } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { unzlibSync } from 'fflate'

hashes.sha512 = sha512

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const LIST_TYPE = 'application/statuslist+cwt'
// The tag of a COSE_Sign1 (RFC 9052, 2) as its first byte. No signature covers it.
const SIGNED_BY_ONE = 0xd2
const REVOKED = 1
const SETTLED = 3
// Deeper than a certificate is nothing of ours.
const DEEPEST = 8

export function base45 (written) {
  const content = []
  for (let at = 0; at < written.length; at += 3) {
    const part = [...written.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter))
    if (part.length === 1 || part.includes(-1)) throw new Error('base45')
    const number = part.reduce((sum, value, power) => sum + value * 45 ** power, 0)
    if (number >= 256 ** (part.length - 1)) throw new Error('base45')
    if (part.length === 3) content.push(number >> 8)
    content.push(number & 255)
  }
  return Uint8Array.from(content)
}

// Of CBOR (RFC 8949) what certificates and lists are made of: numbers, bytes, words, lists, maps, tags.
export function cbor (bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (count) => {
    if (at + count > bytes.length) throw new Error('cbor')
    at += count
    return at - count
  }
  const counted = (more) => {
    if (more < 24) return more
    if (more === 24) return view.getUint8(take(1))
    if (more === 25) return view.getUint16(take(2))
    if (more === 26) return view.getUint32(take(4))
    throw new Error('cbor')
  }
  const read = (depth) => {
    if (depth > DEEPEST) throw new Error('cbor')
    const head = bytes[take(1)]
    const count = counted(head & 31)
    switch (head >> 5) {
      case 0: return count
      case 1: return -1 - count
      case 2: { const from = take(count); return bytes.subarray(from, from + count) }
      case 3: { const from = take(count); return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, from + count)) }
      case 4: return Array.from({ length: Math.min(count, bytes.length) }, () => read(depth + 1))
      case 5: {
        const map = new Map()
        for (let n = 0; n < count; n++) { const key = read(depth + 1); map.set(key, read(depth + 1)) }
        return map
      }
      case 6: return read(depth + 1)
      default: throw new Error('cbor')
    }
  }
  const said = read(0)
  if (at !== bytes.length) throw new Error('cbor')
  return said
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

function bytesHead (length) {
  if (length < 24) return [0x40 | length]
  return length < 256 ? [0x58, length] : [0x59 + (length > 65535), ...(length > 65535 ? [length >>> 24, (length >> 16) & 255] : []), (length >> 8) & 255, length & 255]
}

// What the signature of a COSE_Sign1 covers (RFC 9052, 4.4).
function covered (head, payload) {
  const context = new TextEncoder().encode('Signature1')
  return Uint8Array.from([0x84, 0x60 | context.length, ...context, ...bytesHead(head.length), ...head, 0x40, ...bytesHead(payload.length), ...payload])
}

// The claims of a token, if one of these keys (a COSE key set) signed it; else nothing. Throws for what is no token.
export function opened (token, keySet) {
  if (token[0] !== SIGNED_BY_ONE) throw new Error('cose')
  const [head, open, payload, signature] = cbor(token)
  const kid = hex(open.get(4) || cbor(head).get(4))
  const key = cbor(keySet).find((one) => hex(one.get(2)) === kid && one.get(1) === 1 && one.get(-1) === 6)
  if (!key || !signed(signature, covered(head, payload), key.get(-2))) return null
  return { type: cbor(head).get(16), claims: cbor(payload) }
}

// A list (Token Status List): when it was made, of which address, and what it says of an index.
export function readList (token, keySet) {
  const found = opened(token, keySet)
  if (!found || found.type !== LIST_TYPE) return null
  const list = found.claims.get(65533)
  const bits = list.get('bits')
  const content = unzlibSync(list.get('lst'))
  return {
    address: found.claims.get(2),
    made: found.claims.get(6),
    status: (index) => (content[Math.floor(index * bits / 8)] >> (index * bits % 8)) & ((1 << bits) - 1)
  }
}

// What the code of a certificate is worth: valid, ended, settled, revoked, unlisted (good, but nobody knows what became
// of it), foreign, or unreadable; with what it says. `now` in seconds; a clock behind the list's is not believed.
export function judged (written, keySet, listToken, now) {
  let found
  try {
    found = opened(unzlibSync(base45(written)), keySet)
    if (found && !found.claims.get(169)) return { verdict: 'unreadable' }
  } catch {
    return { verdict: 'unreadable' }
  }
  if (!found) return { verdict: 'foreign' }
  const claims = found.claims
  const list = listToken && readList(listToken, keySet)
  const facts = {
    kind: claims.get(-70001),
    issuer: claims.get(1),
    expires: claims.get(4),
    issued: claims.get(6),
    number: new TextDecoder().decode(claims.get(7)),
    nik: claims.get(169).get(1),
    name: claims.get(169).get(4),
    born: claims.get(169).get(8)
  }
  return { verdict: verdictOf(claims, list, Math.max(now, list ? list.made : 0)), facts, listed: list ? list.made : null }
}

function verdictOf (claims, list, now) {
  const place = claims.get(65535) && claims.get(65535).get('status_list')
  const known = place && list && list.address === place.get('uri')
  const status = known ? list.status(place.get('idx')) : 0
  if (status === REVOKED) return 'revoked'
  if (status === SETTLED) return 'settled'
  if (status !== 0) return 'revoked'
  if (claims.get(4) !== undefined && now >= claims.get(4)) return 'ended'
  return place && !known ? 'unlisted' : 'valid'
}
