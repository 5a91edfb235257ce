/** The plain text of the consent: a heading, paragraphs and lists with dashes, lines wrapped for an editor. */
export function ConsentText({ text }: { text: string }) {
  const [heading = "", ...blocks] = text.trim().split(/\n\s*\n/);
  return (
    <div className="max-w-2xl space-y-3">
      <h2 className="text-lg font-semibold">{heading}</h2>
      {blocks.map((block) =>
        block.startsWith("- ") ? (
          <ul key={block} className="list-disc space-y-1 ps-5">
            {block
              .slice(2)
              .split(/\n- /)
              .map((item) => (
                <li key={item}>{item}</li>
              ))}
          </ul>
        ) : (
          <p key={block}>{block}</p>
        ),
      )}
    </div>
  );
}
