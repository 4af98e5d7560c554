import type { CSSProperties, ReactNode } from 'react';
import { Body } from '@react-email/body';
import { Button } from '@react-email/button';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Hr } from '@react-email/hr';
import { Html } from '@react-email/html';
import { Text } from '@react-email/text';
import type { Profile } from '@keepword/policy';
import { usualGreeting, type Letter } from './letter-text.js';

const serif = "'Source Serif 4', Georgia, 'Times New Roman', serif";

const body: CSSProperties = { margin: 0, padding: '24px 12px', fontFamily: serif };
const column: CSSProperties = { maxWidth: 560, margin: '0 auto' };
const paragraph: CSSProperties = { fontSize: 17, lineHeight: '27px', margin: '0 0 16px', overflowWrap: 'anywhere' };
const small: CSSProperties = { ...paragraph, fontSize: 14, lineHeight: '21px', color: '#5c5c63' };
const quotation: CSSProperties = { margin: '0 0 16px', padding: '2px 0 2px 16px', borderLeft: '3px solid #d8d6d1' };

/**
 * The one look of every mail, under each profile's name and accent. Ground and ink are the mail program's own, so that dark mode
 * is too; a program that reads no style sheet gets the colours for a light one.
 */
export function LetterPage({ letter, profile }: { readonly letter: Letter; readonly profile: Profile }) {
  const { greeting = usualGreeting, paragraphs, quote, link, closing = [] } = letter;
  const { brand, meta } = profile;
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{onDarkGround(brand.accentDark, brand.accentInkDark)}</style>
      </Head>
      <Body style={body}>
        <Container style={column}>
          <Text className="name" style={{ ...paragraph, margin: '0 0 24px', fontWeight: 600, color: brand.accentLight }}>
            {meta.displayName}
          </Text>
          {[greeting, ...paragraphs].map((text, index) => (
            <Paragraph key={index} text={text} />
          ))}
          {quote === undefined ? null : (
            <blockquote className="quote" style={quotation}>
              <Paragraph text={quote} />
            </blockquote>
          )}
          {link ? (
            <Text style={{ ...paragraph, margin: '24px 0' }}>
              <Button className="button" href={link.href} style={buttonStyle(brand)}>
                {link.label}
              </Button>
            </Text>
          ) : null}
          {closing.map((text, index) => (
            <Paragraph key={index} text={text} />
          ))}
          <Hr className="rule" style={{ borderColor: '#d8d6d1', margin: '28px 0 14px' }} />
          <Text className="small" style={small}>
            {meta.displayName}. This mail loads nothing and does not tell us that you read it.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

function Paragraph({ text }: { readonly text: string }) {
  return <Text style={paragraph}>{withLineBreaks(text)}</Text>;
}

function withLineBreaks(text: string): ReactNode[] {
  return text.split(/\r?\n/).flatMap((line, index) => (index === 0 ? [line] : [<br key={index} />, line]));
}

const buttonStyle = ({ accentLight, accentInkLight }: Profile['brand']): CSSProperties => ({
  padding: '12px 20px',
  borderRadius: 6,
  backgroundColor: accentLight,
  color: accentInkLight,
  fontSize: 17,
  fontFamily: serif,
});

const onDarkGround = (accent: string, ink: string) => `@media (prefers-color-scheme: dark) {
  .name { color: ${accent} !important; }
  .button { background-color: ${accent} !important; color: ${ink} !important; }
  .quote, .rule { border-color: #3a3a40 !important; }
  .small { color: #a5a5ad !important; }
}`;
