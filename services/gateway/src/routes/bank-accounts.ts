import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { jsonOf } from '@chasqui/book-tables'
import type { BankAccount } from '@chasqui/mongo/books'
import { noteDeed } from '../audit.ts'
import { BankAccountView } from '../books/book-views.ts'
import type { GatewayContext } from '../context.ts'
import { pageOf, pageOfRecords, paging, StoreCursor } from './paging.ts'
import { AccountParams } from './params.ts'

const TAGS = ['Books']

/** The accounts that statements named, and a person's word on whose they are. */
export function bankAccountRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { bankAccounts } = context.books
  return (app, _options, ready) => {
    app.get('', {
      config: { role: 'viewer', fails: ['CURSOR_INVALID'] },
      schema: {
        tags: TAGS, operationId: 'listBankAccounts', summary: 'Bank accounts that statements named', description: 'Those that nobody confirmed yet are `unconfirmed`: their statements are booked with the warning UNKNOWN_ACCOUNT.',
        querystring: z.object({ status: BankAccountView.shape.status.optional(), ...paging(StoreCursor, 100) }),
        response: { 200: pageOf('BankAccounts', BankAccountView) },
      },
    }, async ({ principal: { tenantId }, query: { status, cursor, limit } }) => pageOfRecords(await bankAccounts.list(tenantId, { status }, { cursor, limit }), view))

    app.post('/:accountId/confirm', {
      config: { role: 'operator', fails: ['BANK_ACCOUNT_NOT_FOUND'] },
      schema: {
        tags: TAGS, operationId: 'confirmBankAccount', summary: 'Say that a bank account is the company\'s', description: 'Later statements of it warn of nothing. One that is confirmed stays so.',
        params: AccountParams, response: { 200: BankAccountView },
      },
    }, async (request) => {
      const { account } = request
      const isNews = await bankAccounts.confirm(account.tenantId, account._id)
      if (isNews) await noteDeed(context, request, { action: 'bank_account.confirm', target: { kind: 'bank_account', id: account._id }, before: { status: account.status }, after: { status: 'confirmed' } })
      return view({ ...account, status: 'confirmed' })
    })
    ready()
  }
}

function view(account: BankAccount): z.infer<typeof BankAccountView> {
  return jsonOf(account) as z.infer<typeof BankAccountView>
}
