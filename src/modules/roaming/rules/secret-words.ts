// Whether a shared secret that comes from elsewhere can be kept by every engine, in words that name what stands in the way.
import { refuseSecret } from './engines/filling.ts'

/** Why a secret from elsewhere is not taken; null when it is. Its words are in no answer. */
export function refuseImported(words: string): string | null {
  if (/^\s/.test(words))
    return 'It begins with a space, which some servers leave away. Copy it again without, or use a new secret.'
  if (words.includes(',')) return 'It holds a comma, at which some servers stop reading. Use a new secret.'
  return refuseSecret(words)
}
