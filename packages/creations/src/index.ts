export {
  VendorRefused,
  VendorUnavailable,
  type ModelProvider,
  type PredictionRequest,
  type PredictionStatus,
  type PredictionWebhook,
  type ReferenceImage,
  type VendorWebhook,
} from './ports/model-provider.js';
