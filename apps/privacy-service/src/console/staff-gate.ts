import type { StaffCaller, StaffCheck } from '@keepword/service-kit';
import { signedInStaff } from '@keepword/staff';
import type { PrivacyPlatform } from '../platform/platform.js';

/** The team's own sessions; a person's token opens nothing of the console, and a staff token nothing of a person's. */
export class StaffGate implements StaffCheck {
  constructor(private readonly platform: Pick<PrivacyPlatform, 'storage' | 'staff' | 'clock'>) {}

  async check(accessToken: string): Promise<StaffCaller | null> {
    const { storage, staff, clock } = this.platform;
    const found = await storage.transactions.transaction(null, (uow) => signedInStaff(staff.signIns, uow, accessToken, clock.now()));
    return found && { ...found, accessToken };
  }
}
