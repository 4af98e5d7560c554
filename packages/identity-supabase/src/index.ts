export { supabaseIdentityConfig, type SupabaseIdentityConfig } from './config.js';
export { SupabaseUnavailable } from './refusals.js';
export { SupabaseIdentity } from './supabase-identity.js';
