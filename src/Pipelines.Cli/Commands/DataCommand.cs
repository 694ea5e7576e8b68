using System.CommandLine;
using Pipelines.Data;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Cli.Commands;

/// <summary><c>data preview</c>: the rows of a file as a model reads them, with what is learned marked.</summary>
internal sealed class DataCommand
{
    private const string DefaultTemplate = "chatml";

    private static readonly Dictionary<string, ExampleFormat> Formats = new()
    {
        ["auto"] = ExampleFormat.Auto,
        ["chat"] = ExampleFormat.Chat,
        ["instruction"] = ExampleFormat.Instruction,
        ["completion"] = ExampleFormat.Completion,
        ["preference"] = ExampleFormat.Preference,
        ["choice"] = ExampleFormat.Choice,
        ["prompt"] = ExampleFormat.Prompt,
    };

    private static readonly Dictionary<string, LossMask> Masks = new()
    {
        ["assistant"] = LossMask.Assistant,
        ["last"] = LossMask.Last,
        ["all"] = LossMask.All,
    };

    private readonly TextWriter output, error;
    private readonly Argument<string> file = new("file") { Description = "JSON lines, an example a line" };
    private readonly Option<string> format = Word("--format", "What a row holds", "auto", Formats.Keys);
    private readonly Option<string> mask = Word("--mask", "What is learned", "assistant", Masks.Keys);
    private readonly Option<string?> template = new("--template")
    {
        Description = $"A chat template's name or a .jinja file (default: the tokenizer's, else {DefaultTemplate})",
        HelpName = "name",
    };
    private readonly Option<string?> tokenizer = new("--tokenizer")
    {
        Description = "A folder with a tokenizer, as Hugging Face keeps models, or a checkpoint (default: a token is a byte)",
        HelpName = "folder",
    };
    private readonly Option<int> count = new("--count") { Description = "Most examples to show", HelpName = "number", DefaultValueFactory = _ => 3 };
    private readonly Option<int> maxTokens = new("--max-tokens")
    {
        Description = "Most tokens of an example; 0 for as many as there are",
        HelpName = "number",
        DefaultValueFactory = _ => 0,
    };

    public DataCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        var preview = new Command("preview", "Shows rows as a model reads them, what is learned in colour, and what became of all rows")
        {
            file, format, template, tokenizer, mask, maxTokens, count,
        };
        preview.SetAction(result => Preview(result));
        Command = new Command("data", "Looks at data") { preview };
    }

    public Command Command { get; }

    private int Preview(ParseResult result)
    {
        var path = Path.GetFullPath(result.GetValue(file)!);
        var spec = new JsonLinesSpec(
            Path.GetFileName(path), 0, new([Path.GetFileName(path)]), "text", Formats[result.GetValue(format)!]);
        var source = ExampleSource.Open(spec, Path.GetDirectoryName(path)!);
        var examples = source.Examples().ToList();
        var chat = Chat(result);
        var (most, shown) = (result.GetValue(maxTokens), result.GetValue(count));
        if (most is < 0 or 1) throw new WrongUsageException($"--max-tokens: {most} is neither 0 nor at least 2");
        if (shown < 0) throw new WrongUsageException($"--count: {shown} is less than 0");
        var encoder = new ExampleEncoder(chat.Tokenizer, chat, Masks[result.GetValue(mask)!], most == 0 ? int.MaxValue : most);
        new ExamplePreview(encoder, chat.Tokenizer, IsTerminal).Write(output, examples, source.Rejected, shown, most == 0 ? null : most);
        return 0;
    }

    /// <summary>Whether a person watches who has not turned colours off.</summary>
    private bool IsTerminal => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 } && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private ChatFormat Chat(ParseResult result)
    {
        var (folder, named) = (result.GetValue(tokenizer), result.GetValue(template));
        if (folder is not null && named is null && ChatFormat.Load(folder) is { } own) return own;
        var words = NamedTemplate.Read(named ?? DefaultTemplate, Environment.CurrentDirectory);
        if (folder is not null) return new ChatFormat(Tokenizer.Load(folder), words);
        error.WriteLine("note: without --tokenizer a token is a byte");
        string[] special = ["<|endoftext|>", .. words.SpecialTokens.Except(["<|endoftext|>"])];
        return new ChatFormat(
            BpeTrainer.Train([], new BpeTrainerOptions { VocabSize = 256 + special.Length, SpecialTokens = special }), words);
    }

    private static Option<string> Word(string name, string description, string standard, IEnumerable<string> words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        return option.AcceptOnlyFromAmong([.. words]);
    }
}
