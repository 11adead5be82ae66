// The job that checks what was generated: it runs programs and writes secrets to a private directory for a moment, so it
// goes out with no transaction open.
import { job } from '#platform/jobs/index.ts'
import { CHECK_JOB } from '../actions/generating.ts'
import { checkGeneration } from '../checking.ts'

export const checkJob = job({
  name: CHECK_JOB,
  title: 'Check a generation of the roaming configuration',
  retries: { most: 3, firstAfterSeconds: 20 },
  async errand(errand, ids, about) {
    await checkGeneration(errand, { generation: ids['generation'] ?? '', signal: about.signal })
  },
})
