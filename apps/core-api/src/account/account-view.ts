import type { Account, EmailChange } from '@keepword/accounts';
import type { Account as AccountView } from '@keepword/contracts';

export function accountView(account: Account, change: EmailChange | null): AccountView {
  return {
    subjectId: account.subjectId,
    email: account.email,
    pendingEmail: change?.newEmail ?? null,
    displayName: account.displayName,
    pictureUrl: account.pictureUrl,
    ageBand: account.ageBand,
    preferences: { theme: account.theme, locale: account.locale, downloadMetadata: account.downloadMetadata },
    createdAt: account.createdAt.toISOString(),
  };
}
