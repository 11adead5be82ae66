// The shipped five-by-five matrix as a value, for the tests of the rules.
import type { ImpactStep, Matrix } from '#modules/risk/rules/matrix.ts'

const impact = (words: string): ImpactStep => ({
  words,
  financial: '',
  reputation: '',
  service: '',
  people: '',
  legal: '',
})

export const fiveByFive: Matrix = {
  likelihood: ['Very unlikely', 'Unlikely', 'Possible', 'Likely', 'Very likely'].map((words) => ({
    words,
    meaning: '',
  })),
  impact: ['Minor', 'Moderate', 'Significant', 'Serious', 'Major'].map(impact),
  bands: [
    { band: 'low', from: 1, told: 'The owner', reviewMonths: 12, escalates: false },
    { band: 'medium', from: 5, told: 'The owner of the register', reviewMonths: 6, escalates: false },
    { band: 'high', from: 10, told: 'Their next meeting', reviewMonths: 3, escalates: false },
    { band: 'very-high', from: 16, told: 'The register above', reviewMonths: 1, escalates: true },
  ],
  cells: [{ likelihood: 1, impact: 5, band: 'high' }],
}
