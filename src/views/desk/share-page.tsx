/** Share: the addresses that patients book at, as links, as QR codes, and inside the practice's own website. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { TextArea } from '../fields.tsx';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { PersonalLinks, type FoundPatients } from './share-personal.tsx';

export type SharedLink = { readonly name: string; readonly url: string; readonly qrHref: string };

export type SharePageProps = {
  readonly seat: Seat;
  /** False: online booking is off. */
  readonly open: boolean;
  readonly booking: SharedLink;
  readonly types: readonly SharedLink[];
  readonly practitioners: readonly SharedLink[];
  /** Types that only a personal link offers. */
  readonly kept: readonly string[];
  readonly found: FoundPatients | undefined;
  /** A personal link that was just made; it is not shown again. */
  readonly made: { readonly name: string; readonly url: string; readonly expires: Instant } | undefined;
  readonly zone: Zone;
  readonly embed: {
    readonly snippet: string;
    /** As saved or typed, one a line; undefined for those who may not change it. */
    readonly origins: string | undefined;
    readonly allowed: readonly string[];
    readonly error?: string | undefined;
  };
  readonly done?: string | undefined;
};

export function SharePage(props: SharePageProps) {
  const { seat, booking, types, practitioners, embed } = props;
  const who = seat.patientWord;
  return (
    <DeskPage seat={seat} title="Share" place="/desk/share" done={props.done}>
      {props.open ? undefined : (
        <Message tone="warn" title="Online booking is off.">
          <p>These links say so, and nothing can be booked with them until it is switched on again.</p>
        </Message>
      )}
      <Card title="Booking link" id="booking">
        <div class="share-booking">
          <div class="stack">
            <p class="soft">For your website, mails and cards. It is no secret: whoever has it can book.</p>
            <CopyField label="Booking link of the practice" value={booking.url} />
            <div class="row">
              <a class="button button-quiet" href={booking.url} target="_blank" rel="noopener">
                See it as {who}s do
              </a>
              <a class="button button-quiet" href={booking.qrHref} download="booking-link.svg">
                Save the QR code
              </a>
            </div>
          </div>
          <img class="qr-code" src={booking.qrHref} alt="QR code of the booking link" width="176" height="176" />
        </div>
      </Card>
      {types.length > 1 ? (
        <Links
          title="For one appointment type"
          id="types"
          lead={`Straight to the times of this type, such as in a mail that invites to a check-up.`}
          links={types}
        />
      ) : undefined}
      {practitioners.length > 1 ? (
        <Links
          title="For one practitioner"
          id="practitioners"
          lead="For their own cards and mails."
          links={practitioners}
        />
      ) : undefined}
      {props.kept.length > 0 || props.made ? <PersonalLinks {...props} /> : undefined}
      <Embed seat={seat} embed={embed} />
    </DeskPage>
  );
}

function Links({ title, id, lead, links }: { title: string; id: string; lead: string; links: readonly SharedLink[] }) {
  return (
    <Card title={title} id={id}>
      <p class="soft">{lead}</p>
      <ul class="list">
        {links.map(({ name, url, qrHref }) => (
          <li class="share-link">
            <bdi class="label">{name}</bdi>
            <CopyField label={`Booking link: ${name}`} value={url} />
            <a class="small" href={qrHref} target="_blank" rel="noopener">
              QR code
              <span class="unseen">
                : <bdi>{name}</bdi>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Embed({ seat, embed }: { seat: Seat; embed: SharePageProps['embed'] }) {
  const { allowed, origins, snippet } = embed;
  return (
    <Card title="In your own website" id="embed">
      <p class="soft">
        The booking page can stand inside a page of your website and grows with what is in it. Only websites that are
        named here can show it; on any other the frame stays empty, so that nobody can pass your page off as theirs.
      </p>
      {origins === undefined ? (
        <p>
          {allowed.length > 0 ? `Allowed: ${allowed.join(', ')}.` : 'No website is allowed yet.'} The owner of the
          practice can change this.
        </p>
      ) : (
        <DeskForm seat={seat} action="/desk/share/origins#embed">
          <TextArea
            name="origins"
            label="Websites that may show it"
            hint={
              <>
                One a line, such as <code>https://www.example.org</code>. To try it on your own computer,{' '}
                <code>http://localhost:8080</code> will do. Empty: nowhere.
              </>
            }
            rows={Math.max(2, origins.split('\n').length)}
            maxlength={5_000}
            value={origins}
            error={embed.error}
            optional
          />
          <div class="row">
            <button class="button">Save</button>
          </div>
        </DeskForm>
      )}
      {allowed.length > 0 ? (
        <div class="stack-tight">
          <h3>What to put into the page</h3>
          <p class="soft small">
            Where your website’s editor takes HTML. Without the second line it works too, at the height that stands in
            the first.
          </p>
          <CopyField label="HTML to embed the booking page" value={snippet} />
        </div>
      ) : undefined}
    </Card>
  );
}
