// What performance plugs into the house.
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import {
  createIndicator,
  defineIndicator,
  editIndicator,
  handOverIndicator,
  retireIndicator,
} from './actions/indicators.ts'
import { addBenchmark, answerDoubt, correctValue, giveValue, setTarget } from './actions/values.ts'
import { listIndicators, readIndicator } from './declared.ts'
import { loadDemo } from './demo.ts'
import { figuresDue, figuresInDoubt, ownersToName } from './duties.ts'
import { indicatorsFile } from './imports.ts'
import { writePack } from './packs.ts'
import { pages } from './pages.ts'
import {
  amberIndicators,
  greenIndicators,
  indicatorsInReport,
  indicatorsOnGroup,
  indicatorsOnOrganisation,
  indicatorsOnPartnership,
  redIndicators,
  targetsMet,
} from './parts.ts'
import { personal } from './personal.ts'
import { READ } from './queries/seeing.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { searchKinds } from './search.ts'
import './schema.ts'

export const performance = module({
  name: 'performance',
  title: 'Performance',
  uses: ['organisations', 'partnerships', 'groups'],
  roles,
  rolesHeld,
  permissions,
  actions: [
    createIndicator,
    editIndicator,
    defineIndicator,
    handOverIndicator,
    retireIndicator,
    giveValue,
    correctValue,
    answerDoubt,
    setTarget,
    addBenchmark,
  ],
  queries: [listIndicators, readIndicator, writePack],
  pages,
  fills: [
    figuresDue,
    figuresInDoubt,
    ownersToName,
    indicatorsOnOrganisation,
    indicatorsOnGroup,
    indicatorsOnPartnership,
    indicatorsInReport,
  ],
  navigation: [{ label: 'Performance', href: '/performance', permission: READ }],
  figures: [greenIndicators, amberIndicators, redIndicators, targetsMet],
  personal,
  imports: [indicatorsFile],
  search: searchKinds,
  demo: loadDemo,
  refusals: {
    performance_indicator_code_unique: () =>
      new Refusal(
        'conflict',
        'performance.indicator.code-taken',
        'Another indicator of this organisation has this code. Choose another',
        {
          faults: [
            {
              field: 'code',
              message: 'Another indicator of this organisation has this code. Choose another',
            },
          ],
        },
      ),
    performance_value_one_standing: () =>
      new Refusal(
        'conflict',
        'performance.value.given-already',
        'Somebody gave this figure while you were. Look at it again.',
      ),
  },
})
