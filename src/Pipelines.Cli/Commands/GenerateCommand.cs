using System.CommandLine;
using Pipelines.Decoding;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Cli.Commands;

/// <summary>
/// <c>generate</c>: answers a prompt as a user's turn where the model has a chat template, else continues it; shows the text as it comes.
/// </summary>
internal sealed class GenerateCommand
{
    private readonly TextWriter output, error;
    private readonly Argument<string> folder = FolderArgument.Create();
    private readonly AdapterOption adapters = new();

    private readonly Option<string> prompt = new("--prompt")
    {
        Description = "What is answered, or continued where the model has no chat template",
        HelpName = "text",
        Required = true,
    };
    private readonly Option<string?> system = new("--system") { Description = "What comes before the conversation", HelpName = "text" };
    private readonly Option<bool> raw = new("--raw") { Description = "Continues the prompt as it is, without the chat template" };
    private readonly Option<bool> greedy = new("--greedy") { Description = "Always takes the likeliest token" };
    private readonly Option<int> maxTokens = new("--max-tokens")
    {
        Description = "Most new tokens",
        HelpName = "number",
        DefaultValueFactory = _ => 64,
    };
    private readonly Option<double?> temperature = new("--temperature") { Description = "Divides the logits", HelpName = "number" };
    private readonly Option<int?> topK = new("--top-k") { Description = "Keeps the k likeliest tokens; 0 keeps all", HelpName = "number" };
    private readonly Option<double?> topP = new("--top-p")
    {
        Description = "Keeps the likeliest tokens whose probabilities reach p together; 1 keeps all",
        HelpName = "share",
    };
    private readonly Option<double> repetition = new("--repetition-penalty")
    {
        Description = "Makes tokens that were there less likely; 1 does nothing",
        HelpName = "number",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string[]> stop = new("--stop") { Description = "Ends at this text (may be repeated)", HelpName = "text" };
    private readonly Option<long> seed = new("--seed") { Description = "Of the draws", HelpName = "number", DefaultValueFactory = _ => 1 };

    public GenerateCommand(TextWriter output, TextWriter error)
    {
        (this.output, this.error) = (output, error);
        Command = new Command("generate", "Answers or continues a prompt")
        {
            folder, prompt, system, raw, greedy, maxTokens, temperature, topK, topP, repetition, stop, seed,
        };
        adapters.AddTo(Command);
        Command.SetAction((result, cancellation) => Task.FromResult(Generate(result, cancellation)));
    }

    public Command Command { get; }

    private int Generate(ParseResult result, CancellationToken cancellation)
    {
        var path = result.GetValue(folder)!;
        var text = result.GetValue(prompt)!;
        using var model = ModelFolder.Open(path);
        var sampling = Sampling(result, model);
        var chat = result.GetValue(raw) ? null : model.LoadChat();
        var tokenizer = chat?.Tokenizer ?? model.LoadTokenizer();
        if (chat is null && result.GetValue(system) is not null)
            throw new WrongUsageException(result.GetValue(raw)
                ? "--system: with --raw there is no conversation"
                : "--system: the model has no chat template, and its prompts are continued as they are");
        using var loaded = adapters.Load(model, result);
        if (loaded.Model is not Decoder decoder)
            throw new WrongUsageException($"{model.Model.Name} fills in masked tokens and cannot continue a text");
        var tokens = chat is null ? Prompt(tokenizer, text) : chat.EncodePrompt(Messages(result.GetValue(system), text));
        if (tokens.Length == 0) throw new WrongUsageException("--prompt: it is empty, and the tokenizer has no token that begins a text");
        if (tokens.Length >= decoder.Shape.Context)
            throw new WrongUsageException($"--prompt: {tokens.Length} tokens fill the model's context of {decoder.Shape.Context}");
        var place = chat is null ? TextPlace.Within : TextPlace.Start;
        var generation = new TextGenerator(decoder, tokenizer, chat?.EndTokens) { Place = place }.Generate(
            tokens, sampling, result.GetValue(seed), piece =>
            {
                output.Write(piece);
                output.Flush();
            }, cancellation);
        output.WriteLine();
        error.WriteLine($"{generation.Tokens.Count} tokens, {generation.TokensPerSecond:0} tok/s");
        return 0;
    }

    private static ChatMessage[] Messages(string? system, string prompt) =>
        [.. system is null ? Array.Empty<ChatMessage>() : [new(ChatMessage.System, system)], new(ChatMessage.User, prompt)];

    /// <summary>The prompt within the tokenizer's template, without what the template puts behind a text.</summary>
    private static int[] Prompt(Tokenizer tokenizer, string text)
    {
        int[] tokens = [.. tokenizer.Definition.TemplatePrefix, .. tokenizer.Encode(text)];
        return tokens.Length > 0 || tokenizer.EndOfText is not { } end ? tokens : [end];
    }

    private SamplingSpec Sampling(ParseResult result, ModelFolder model)
    {
        var defaults = model.Sampling;
        var heat = result.GetValue(greedy) ? 0 : result.GetValue(temperature) ?? defaults?.Temperature ?? 0.8;
        var most = Above("--max-tokens", result.GetValue(maxTokens), 1);
        var keep = result.GetValue(topK) ?? defaults?.TopK ?? 0;
        var share = result.GetValue(topP) ?? defaults?.TopP ?? 0.95;
        if (heat is < 0 or > 100) throw new WrongUsageException($"--temperature: {heat} is not from 0 to 100");
        if (share is <= 0 or > 1) throw new WrongUsageException($"--top-p: {share} is not above 0 and at most 1");
        return new SamplingSpec(
            most, heat, Above("--top-k", keep, 0), share, MinP: 0, result.GetValue(repetition), new(result.GetValue(stop) ?? []), Seed: null);
    }

    private static int Above(string option, int value, int least) =>
        value >= least ? value : throw new WrongUsageException($"{option}: {value} is less than {least}");
}
