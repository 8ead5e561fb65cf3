// One decision of ten conditions by Publicodes, with what is missing when a fact is not known.
// Usage: node publicodes.mjs FOLDER_WITH_NODE_MODULES; prints one line of JSON, microseconds.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const need = createRequire(pathToFileURL(process.argv[2] + '/x.js'))
const { parse } = need('yaml')
const loaded = await import(pathToFileURL(need.resolve('publicodes')))
const Engine = loaded.default?.default ?? loaded.default

const facts = ['age', 'months', 'income', 'household', 'savings', 'owner', 'disabled', 'other',
  'employed', 'student', 'child', 'region']
const rules = parse(facts.map((one) => `${one}: {question: ${one}}`).join('\n') + `
eligible:
  toutes ces conditions:
    - age >= 18
    - age < 67
    - months >= 12
    - income <= 1500 + 300 * (household - 1)
    - savings < 20000
    - une de ces conditions: [owner = non, disabled]
    - other = non
    - une de ces conditions: [employed, student, disabled, child]
    - une de ces conditions: ["region = 'N'", "region = 'S'", "region = 'E'"]
`)
const person = {
  age: 34, months: 40, income: 1720, household: 3, savings: 900, owner: 'non', disabled: 'non',
  other: 'non', employed: 'non', student: 'non', child: 'oui', region: "'S'",
}
const engine = new Engine(rules, { logger: { log() {}, warn() {}, error() {} } })

function decide(given) {
  engine.setSituation(given)
  const { nodeValue, missingVariables } = engine.evaluate('eligible')
  return [nodeValue, Object.keys(missingVariables)]
}

function microseconds(work) {
  for (let go = 0; go < 50; go++) work(go)
  let least = Infinity
  for (let slice = 0; slice < 7; slice++) {
    const began = process.cpuUsage()
    for (let go = 0; go < 200; go++) work(go)
    const { user, system } = process.cpuUsage(began)
    least = Math.min(least, (user + system) / 200)
  }
  return least
}

const { income, child, ...part } = person
console.log(JSON.stringify({
  decided: decide(person)[0],
  open: decide(part),
  full: microseconds((go) => decide({ ...person, savings: 900 + (go % 7) })),
  partial: microseconds((go) => decide({ ...part, savings: 900 + (go % 7) })),
}))
