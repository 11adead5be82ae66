// One register: no table of any other module keeps its own copy of a person's, a body's or a building's name or address.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { testDatabase } from '#test/support/database.ts'

const database = testDatabase()

/** What looks like a copy and is none, each with its reason. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  'governance.body.name': 'a body that meets has its own name, kept like its group’s by a gate',
  'funding.funded_project.name': 'the name of the project',
  'partnerships.partnership.name': 'the name of the partnership',
  'partnerships.signpost.name': 'the name of a service for the public',
  'partnerships.signpost.mail': 'how the public reaches the service, not a person',
  'partnerships.signpost.phone': 'how the public reaches the service, not a person',
  'risk.register.name': 'the name of the register',
  'delivery.unit.name': 'the name of a directorate or service within the body',
  'workspaces.circle.name': 'what an owner calls a group of partners',
  'workspaces.panel.name': 'what a screen is called',
  'workspaces.visitor.name': 'somebody from outside, who is not registered here; forgotten after thirty days',
  'workspaces.visitor.mail': 'the same visitor',
  'roaming.federation.name': 'what the county calls its roaming',
  'roaming.federation.helpdesk_mail': 'a helpdesk, not a person',
  'roaming.federation.helpdesk_phone': 'the same helpdesk',
  'roaming.member.helpdesk_mail': 'a helpdesk, not a person',
  'roaming.member.helpdesk_phone': 'the same helpdesk',
  'roaming.realm.name': 'what follows the @ of a user name',
  'roaming.server.name': 'what a machine is called',
}

database.test(
  'no other module keeps a copy of the name, mail or phone of somebody or something registered here',
  async ({ db }) => {
    const { rows } = await sql<{ column: string }>`
    select distinct col.table_schema || '.' || col.table_name || '.' || col.column_name as column
    from information_schema.columns col
    join information_schema.tables tab using (table_schema, table_name)
    where tab.table_type = 'BASE TABLE'
      and col.table_schema not in ('organisations', 'platform', 'auth', 'pg_catalog', 'information_schema', 'pgboss')
      and col.data_type in ('text', 'character varying')
      and (
        col.column_name ~ '(^|_)(person|owner|author|holder|member|organisation|employer|site|building)_?(name|title|address)$'
        or col.column_name ~ '(^|_)(mail|email|phone|telephone|mobile|postcode)(_address)?$'
        or (col.column_name = 'name' and exists (
          select 1 from pg_constraint con
          join pg_class target on target.oid = con.confrelid
          join pg_namespace place on place.oid = target.relnamespace
          where con.contype = 'f' and place.nspname = 'organisations'
            and con.conrelid = (quote_ident(col.table_schema) || '.' || quote_ident(col.table_name))::regclass))
      )
    order by 1`.execute(db)
    const copies = rows.map((row) => row.column).filter((column) => !Object.hasOwn(OWN_WORDS, column))
    assert.deepEqual(copies, [], 'join organisations.person_card, organisation_card or site_card instead')
  },
)
