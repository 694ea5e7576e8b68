using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Stages;
using Pipelines.Verification;

namespace Pipelines.Runtime.Tests;

/// <summary>C# of the project's own is part of the names of what it made.</summary>
public sealed class ChangedCode : IDisposable
{
    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Of_a_verifier_runs_the_stages_that_ask_it_and_no_others()
    {
        (await project.RunAsync(new JudgedPipeline("one"))).Code.ShouldBe(0);
        var same = new JudgedPipeline("one");
        (await project.RunAsync(same)).Out.ShouldContain("All stages are done");
        var changed = new JudgedPipeline("two");
        var outcome = await project.RunAsync(changed);

        outcome.Code.ShouldBe(0, outcome.Error);
        (same.First.Runs, same.Judged.Runs).ShouldBe((0, 0));
        (changed.First.Runs, changed.Judged.Runs).ShouldBe((0, 1));
        (await project.RunAsync(new JudgedPipeline("one"))).Out.ShouldContain("All stages are done", customMessage: "it is still there");
    }

    [Fact]
    public void Is_taken_by_the_build()
    {
        new AnswersPipeline().Code.Verifiers.ShouldHaveSingleItem().Key.ShouldBe("digits");
        new MixedPipeline().Code.Blocks.ShouldHaveSingleItem().Key.ShouldBe("token_shift");
        new AnswersPipeline().Code.Verifiers["digits"].ShouldMatch("^[0-9a-f]{16}$");
    }

    [Fact]
    public void Of_a_verifier_names_what_its_rewards_decide()
    {
        project.WritePairs();
        project.Write("questions.jsonl", """{ "question": "What is 1 + 1?", "choices": ["2", "3"], "answer": 0 }""");
        var pipeline = new AnswersPipeline();
        Changed(pipeline, () => pipeline.Code.Verifiers["digits"] = "other").ShouldBe(["beside", "grpo", "table"], ignoreOrder: true);
    }

    [Fact]
    public void Of_a_block_names_what_its_models_are()
    {
        var pipeline = new MixedPipeline();
        Changed(pipeline, () => pipeline.Code.Blocks["token_shift"] = "other").ShouldBe(["route", "continued"], ignoreOrder: true);
    }

    [Fact]
    public void That_a_stage_does_not_run_is_none_of_its_settings()
    {
        var pipeline = new JudgedPipeline("one");
        var fingerprints = Session.Open(pipeline, project.Workspace, []).Fingerprints;
        fingerprints.Settings(pipeline.First).All.ShouldNotContain(setting => setting.Key.StartsWith("code"));
        fingerprints.Settings(pipeline.Judged).All.ShouldContain(new Setting("code.verifier.polite", "one", Decides: true));
    }

    private string[] Changed(Pipeline pipeline, Action change)
    {
        var before = Fingerprints(pipeline);
        change();
        return [.. Fingerprints(pipeline).Except(before).Select(pair => pair.Key)];
    }

    private Dictionary<string, string> Fingerprints(Pipeline pipeline)
    {
        var session = Session.Open(pipeline, project.Workspace, []);
        return pipeline.Stages.ToDictionary(stage => stage.Name, stage => session.Fingerprints.Of(stage).Hex);
    }

    /// <summary>Stages that only count, of which the last is one that asks a verifier.</summary>
    private sealed class JudgedPipeline : Pipeline
    {
        private const string Text = """
            pipeline: judged
            data:
              texts: { source: text, files: ["texts/*.txt"], validation: 10% }
              sums: { source: arithmetic }
            models:
              lm: { family: llama, vocab: tokenizer, dim: 32, layers: 2, heads: 2, context: 128 }
            stages:
              tokenizer: { kind: bpe, data: texts, vocab: 300, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
              first: { kind: pretrain, model: lm, data: texts, tokens: 10k }
              sft: { from: first, data: sums, template: chatml }
              judged: { kind: evaluate, from: sft, tasks: [{ verified: { data: sums, rewards: [polite, number] } }] }
            """;

        public JudgedPipeline(string hash) : base(
            Text, "judged.pipeline.yaml",
            verifiers: new Dictionary<string, Func<IVerifier>> { ["polite"] = static () => new DigitsAlone() },
            code: new() { Verifiers = { ["polite"] = hash } })
        {
            First = new CountingStage(this, "first", new BpeStage(this, "tokenizer"));
            Judged = new CountingStage(this, "judged", First);
        }

        public CountingStage First { get; }

        public CountingStage Judged { get; }
    }
}
