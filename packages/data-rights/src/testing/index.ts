export { MemoryCaseStore } from './memory-case-store.js';
export { memoryCases, type CaseStoreUnderTest } from './memory-cases.js';
export { describeErasureRunStore } from './erasure/describe-erasure-run-store.js';
export { memoryErasureRunStore } from './erasure/memory-erasure-run-store.js';
export { memoryParticipant, type MemoryParticipant, type MemoryParticipantSetting } from './erasure/memory-participant.js';
export { sampleCertificate } from './erasure/sample-certificate.js';
export { samplePlan, sampleRun } from './erasure/sample-run.js';
