// Who sees how to reach me: everybody's own choice, field by field, in force from the moment it is made (O11).
import { action } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { contactChoicesOf } from '../queries/contact.ts'
import { AUDIENCES, CONTACT_FIELDS, type ContactField } from '../rules.ts'
import { PHONE } from './organisations.ts'
import { lockedPerson, mustBeCurrent } from './people.ts'

const audience = (label: string) => field.choice(`Who sees your ${label}`, AUDIENCES)

export const shareDetails = action({
  name: 'organisations.person.share',
  title: 'Choose who sees your details',
  doors: ['page', 'api'],
  fields: {
    mobile: field
      .text('Mobile number', {
        most: 30,
        pattern: PHONE,
        wording: 'Mobile number must be like 07700 900 001 or +44 7700 900 001',
        hint: 'Leave it empty for none',
      })
      .optional(),
    mail: audience('email address'),
    phone: audience('phone number'),
    mobileFor: audience('mobile number'),
    jobTitle: audience('job title'),
    version: field.version(),
  },
  async run(inside, answers) {
    if (inside.actor.kind !== 'person') return notFound('person')
    const found = await lockedPerson(inside, inside.actor.id)
    mustBeCurrent(found, answers.version)
    if (found.state === 'left')
      refuse('conflict', 'organisations.person.has-left', 'Details of somebody who left are not kept.')
    const before = await contactChoicesOf(inside, found.id)
    const chosen = {
      mail: answers.mail,
      phone: answers.phone,
      mobile: answers.mobileFor,
      'job-title': answers.jobTitle,
    }
    const was = {
      mail: before?.mail,
      phone: before?.phone,
      mobile: before?.mobile,
      'job-title': before?.job_title,
    }
    const changed = (Object.keys(CONTACT_FIELDS) as ContactField[]).filter((one) => chosen[one] !== was[one])
    for (const one of changed) {
      await inside.tx
        .insertInto('organisations.contact_choice')
        .values({
          id: inside.id(),
          person_id: found.id,
          field: one,
          audience: chosen[one],
          chosen_at: inside.now,
        })
        .execute()
    }
    await inside.tx
      .updateTable('organisations.person')
      .set({
        mobile: answers.mobile,
        mail_audience: chosen.mail,
        phone_audience: chosen.phone,
        mobile_audience: chosen.mobile,
        job_title_audience: chosen['job-title'],
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    // What search knows of the person is written anew with this action, because they are its subject.
    return {
      subject: found.id,
      result: { id: found.id },
      facts: { mail: chosen.mail, phone: chosen.phone, mobile: chosen.mobile, jobTitle: chosen['job-title'] },
      personal: { mobile: answers.mobile },
    }
  },
})
