using System.Text;

namespace Pipelines.Serving.Tests;

/// <summary>What came of one choice.</summary>
internal sealed class GivenChoice
{
    private readonly StringBuilder text = new();

    public string Text => text.ToString();

    public List<WrittenToken> Tokens { get; } = [];

    public int[] Ids => [.. Tokens.Select(token => token.Id)];

    public PromptScored? Prompt { get; private set; }

    public ChoiceEnded? Ended { get; private set; }

    public void Add(GenerationEvent happened)
    {
        Ended.ShouldBeNull("nothing follows the end");
        switch (happened)
        {
            case TextWritten written:
                text.Append(written.Text);
                Tokens.AddRange(written.Tokens);
                break;
            case PromptScored scored:
                Tokens.ShouldBeEmpty("the prompt is told before all text");
                Prompt = scored;
                break;
            case ChoiceEnded ended:
                Ended = ended;
                break;
        }
    }
}
