/** What a customer chose or filled in. */
import type { InteractiveReply } from "../../../store/messages/interactive";
import { Form } from "../../../ui/components/icons";
import { Text } from "./Text";
import { useT } from "../../i18n/language";

export function ReplyCard({ reply, content }: { reply: InteractiveReply; content: string }) {
  const t = useT();
  return (
    <div className="shown">
      <Text text={reply.title || content} />
      {reply.description !== "" && (
        <p className="bubble-hint" dir="auto">
          {reply.description}
        </p>
      )}
      {reply.fields.length > 0 && (
        <>
          <p className="card-form">
            <Form /> {t.bubble.form}
          </p>
          <dl className="form-fields">
            {reply.fields.map(([key, value]) => (
              <div key={key}>
                <dt>{key.replaceAll("_", " ")}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
