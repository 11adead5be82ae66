// A few plain charts as SVG text: for the page and, unchanged, for the PDF. Each carries its own table, because a
// chart is for the shape and a table for the figures.
export { barChart, type Bar } from './bar.ts'
export { stackedBarChart, type StackedBar } from './stacked-bar.ts'
export { lineChart, type LineSeries } from './line.ts'
export { timelineChart, type TimelineDates } from './timeline.ts'
export { sparkline } from './sparkline.ts'
export { qrOf, qrSvg, type QrCode } from './qr.ts'
export { chartWithTable } from './frame.ts'
export type { Chart, ChartKind, ChartValue, ChartWords } from './drawing.ts'
