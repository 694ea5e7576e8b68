using System.Text;
using Pipelines.Spec;

namespace Pipelines.Serving.Tests;

/// <summary>Requests, and all that comes of one.</summary>
internal static class Answers
{
    public static readonly SamplingSpec Greedy = new(
        MaxTokens: 24, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    public static GenerationRequest Request(string prompt, int maxTokens = 24) =>
        new() { Prompt = Tokens(prompt), Sampling = Greedy with { MaxTokens = maxTokens } };

    public static int[] Tokens(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];

    /// <summary>The text of tokens, those that end it left out.</summary>
    public static string Text(IReadOnlyList<int> tokens) =>
        Encoding.UTF8.GetString([.. tokens.Where(token => token < 256).Select(token => (byte)token)]);

    /// <summary>A text of so many tokens that no other number gives the beginning of.</summary>
    public static string Prompt(int number, int length)
    {
        var random = new Random(number);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z' + 1)));
    }

    /// <summary>The choices of requests of many threads, of which some have come before the first step is taken.</summary>
    /// <param name="engine">what is asked</param>
    /// <param name="decoder">its decoder</param>
    /// <param name="requests">the requests</param>
    /// <param name="together">how many the first step waits for</param>
    public static async Task<GivenChoice[][]> AskAtOnce(
        this GenerationEngine engine, HashChainDecoder decoder, IReadOnlyCollection<GenerationRequest> requests, int together)
    {
        var (come, enough, before) = (0, new ManualResetEventSlim(), decoder.BeforeStep);
        decoder.BeforeStep = chunks =>
        {
            enough.Wait();
            before?.Invoke(chunks);
        };
        return await Task.WhenAll(requests.Select(request => Task.Run(() =>
        {
            var choices = engine.Ask(request);
            if (Interlocked.Increment(ref come) == together) enough.Set();
            return choices;
        })));
    }

    /// <summary>The choices of a request, when all are complete.</summary>
    public static async Task<GivenChoice[]> Ask(
        this GenerationEngine engine, GenerationRequest request, CancellationToken cancellation = default)
    {
        var answers = Enumerable.Range(0, request.Choices).Select(_ => new GivenChoice()).ToArray();
        await foreach (var happened in engine.Generate(request, cancellation)) answers[happened.Choice].Add(happened);
        foreach (var answer in answers) answer.Ended.ShouldNotBeNull();
        return answers;
    }
}
