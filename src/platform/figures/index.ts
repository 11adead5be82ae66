// Published figures: named queries with numerator, denominator, rounding rule and the records behind them;
// and assertions, which compare a stated figure with its recount, and rows with what should hold of them.
export {
  figure,
  figureValue,
  askFigure,
  type Figure,
  type FigureRecord,
  type FigureResult,
  type FigureValue,
} from './figure.ts'
export { roundingWords, nearestWhole, type Rounding, type Unit } from './rounding.ts'
export { sharesOf, type Share, type Shares } from './shares.ts'
export { assertion, checkAssertion, compared, recounted, type Assertion, type Finding } from './assertion.ts'
export { findingsAmong, type Answer, type RowAssertion, type RowFinding } from './checks.ts'
export {
  decimalsOf,
  findingsAmongStated,
  percentOf,
  type Recount,
  type StatedAssertion,
  type StatedFigure,
} from './stated.ts'
export { severityWord, type Severity } from './severity.ts'
