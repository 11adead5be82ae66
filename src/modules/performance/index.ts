// The front door of performance: all that another module may import.
//
// Queries (reader first):
//   indicatorsAbout(reader, subjectIds)   → IndicatorSummary[] about these records that the reader may see
//   indicatorsServing(reader, subjectIds) → IndicatorSummary[] that serve them: the golden thread from below
//   indicatorList(rows, empty)            → Html: a short table for another record's page, the rule beside each rating
//
// An indicator is a record (`platform.subject`): an undertaking, a paper or a risk may be about one.
// "Measure something about this": /performance/new?about=<subject id>, or ?serves=<subject id>.
// Actions for a demonstration or a later module: createIndicator, giveValue, setTarget.
export { createIndicator } from './actions/indicators.ts'
export { giveValue, setTarget } from './actions/values.ts'
export { indicatorsAbout, indicatorsServing, type IndicatorSummary } from './queries/measured.ts'
export { RAGS, TRENDS, type Rag, type Trend } from './rules.ts'
export { indicatorList } from './views/words.ts'
