export {
  PaymentsUnavailable,
  type CheckoutRequest,
  type CheckoutStatus,
  type PaymentEvent,
  type PaymentProvider,
  type PaymentWebhook,
} from './ports/payment-provider.js';
