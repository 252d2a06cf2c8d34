/** Calendar › Online booking › Appointment types › one of them: its form, and beside it what those see who book. */
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { TypeFields, type Offering, type TypeForm } from './types-fields.tsx';
import { TypePreview, type TypePreviewProps } from './types-preview.tsx';

export type TypeFormPageProps = {
  readonly seat: Seat;
  /** Undefined for a new one. */
  readonly typeId: string | undefined;
  readonly title: string;
  readonly form: TypeForm;
  readonly practitioners: readonly Offering[];
  readonly preview: TypePreviewProps;
  readonly errors: FieldErrors;
  readonly done?: string | undefined;
};

export function TypeFormPage(props: TypeFormPageProps) {
  const { seat, typeId, form, practitioners, errors } = props;
  return (
    <DeskPage
      seat={seat}
      title={props.title}
      path={[
        { label: 'Online booking', href: '/desk/online-booking' },
        { label: 'Appointment types', href: '/desk/types' },
      ]}
      done={props.done}
    >
      <ErrorSummary errors={errors} />
      <div class="beside">
        <DeskForm seat={seat} action={`/desk/types/${typeId ?? 'new'}`} class="stack type-form" preview>
          <TypeFields form={form} errors={errors} patientWord={seat.patientWord} practitioners={practitioners} />
          {typeId ? <p class="soft small">Appointments that are booked keep what they were booked with.</p> : undefined}
          <div class="row">
            <button class="button">{typeId ? 'Save' : 'Add this type'}</button>
            <button class="button button-quiet no-script" name="preview" value="yes">
              Show what a {seat.patientWord} sees
            </button>
            <a href="/desk/types">Back to all types</a>
          </div>
        </DeskForm>
        <div class="beside-picture">
          <TypePreview {...props.preview} />
        </div>
      </div>
    </DeskPage>
  );
}
