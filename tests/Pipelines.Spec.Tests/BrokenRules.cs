namespace Pipelines.Spec.Tests;

/// <summary>The sample with one thing wrong: what is said of it, and where.</summary>
public sealed class BrokenRules
{
    [Theory]
    // Settings
    [InlineData("heads: 6", "head: 6", "(14,5): error PIPE0003: 'head' is not a setting of a llama model; did you mean 'heads'?")]
    [InlineData("seed: 1337", "sede: 1337", "(3,1): error PIPE0003: 'sede' is not a setting of a pipeline file; did you mean 'seed'?")]
    [InlineData("seed: 1337", "colour: red",
        "(3,1): error PIPE0003: 'colour' is not a setting of a pipeline file; it takes pipeline, extends, seed, data, models, stages, tracking")]
    [InlineData("weight_decay: 0.1", "wieght_decay: 0.1", "(27,37): error PIPE0003: 'wieght_decay' is not a setting of adamw; did you mean 'weight_decay'?")]
    [InlineData("warmup: 5%", "warm_up: 5%", "(28,24): error PIPE0003: 'warm_up' is not a setting of wsd; did you mean 'warmup'?")]
    [InlineData("every: 100", "evry: 100", "(29,17): error PIPE0003: 'evry' is not a setting of evaluation; did you mean 'every'?")]
    [InlineData("vocab: 4096 }", "vocab: 4096, vocab: 8192 }", "(19,52): error PIPE0004: 'vocab' is given twice; it stands in line 19 already")]
    [InlineData("  generate:", "  pretrain: {}\n  generate:", "(30,3): error PIPE0004: 'pretrain' is given twice; it stands in line 20 already", "more")]
    [InlineData("dim: 192", "dim: [192]", "(12,10): error PIPE0005: dim is a list; expected a whole number from 1 to 65536")]
    [InlineData("dim: 192", "dim: '192'", "(12,10): error PIPE0005: dim is '192'; expected a whole number from 1 to 65536")]
    [InlineData("dim: 192", "dim: 19.2", "(12,10): error PIPE0005: dim is '19.2'; expected a whole number from 1 to 65536")]
    [InlineData("dim: 192", "dim:", "(12,5): error PIPE0005: dim has no value; expected a whole number from 1 to 65536")]
    [InlineData("tokens: 1.5M", "tokens: 1.5X",
        "(24,13): error PIPE0005: tokens is '1.5X'; expected a whole number from 1 to 1000T, such as 1500 or 1.5M")]
    [InlineData("validation: 2%", "validation: much",
        "(6,44): error PIPE0005: validation is 'much'; expected a share from 0% to below 100%, such as 2% or 0.02")]
    [InlineData("warmup: 5%", "warmup: 0.5",
        "(28,32): error PIPE0005: warmup is '0.5'; expected a number of steps, such as 200, or a share of them all, such as 5%")]
    [InlineData("lr: 3e-3", "lr: fast", "(27,31): error PIPE0005: lr is 'fast'; expected a number above 0 to 100")]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "[adamw]",
        "(27,16): error PIPE0005: optimizer is a list; expected an optimizer: adamw or sgd")]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "{ adamw: {}, sgd: {} }",
        "(27,29): error PIPE0005: optimizer takes one of adamw, sgd, and here is a second")]
    [InlineData("prompts: [\"Gets or sets the\", \"Returns a new\", \"Thrown when\"]", "prompts: []",
        "(30,40): error PIPE0005: prompts is an empty list; expected a list of texts, at least 1")]
    [InlineData("precision: auto ", "precision: atuo ", "(26,16): error PIPE0006: precision is 'atuo'; expected auto, fp32 or bf16; did you mean 'auto'?")]
    [InlineData("family: llama", "family: lama", "(10,13): error PIPE0006: family is 'lama'; expected llama or gpt2; did you mean 'llama'?")]
    [InlineData("source: dotnet-docs", "source: dotnet_docs",
        "(6,19): error PIPE0006: source is 'dotnet_docs'; expected dotnet-docs, text or jsonl; did you mean 'dotnet-docs'?")]
    [InlineData("{ adamw: { lr: 3e-3, weight_decay: 0.1 } }", "adam",
        "(27,16): error PIPE0006: optimizer is 'adam'; expected adamw or sgd; did you mean 'adamw'?")]
    [InlineData("kind: bpe", "kind: bp", "(19,22): error PIPE0006: kind is 'bp'; expected bpe, pretrain, evaluate or generate; did you mean 'bpe'?")]
    [InlineData("batch: 16", "batch: 0", "(25,12): error PIPE0007: batch is 0; expected a whole number from 1 to 65536; nearest: 1")]
    [InlineData("layers: 6", "layers: 5000", "(13,13): error PIPE0007: layers is 5000; expected a whole number from 1 to 1024; nearest: 1024")]
    [InlineData("validation: 2%", "validation: 120%", "(6,44): error PIPE0007: validation is 120%; expected a share from 0% to below 100%")]
    [InlineData("decay: 20%", "decay: 120%", "(28,43): error PIPE0007: decay is 120%; expected 0% to 100%; nearest: 100%")]
    [InlineData("lr: 3e-3", "lr: -1", "(27,31): error PIPE0007: lr is -1; expected a number above 0 to 100")]
    [InlineData("    dim: 192\n", "", "(9,3): error PIPE0008: 'docs-lm', a llama model, needs 'dim': a whole number from 1 to 65536")]
    [InlineData("    family: llama\n", "", "(9,3): error PIPE0008: 'docs-lm', a model, needs 'family': llama or gpt2")]
    [InlineData("    model: docs-lm\n", "",
        "(20,3): error PIPE0008: 'pretrain', a pretrain stage, needs 'model': the name of a model under 'models:' (docs-lm)")]
    [InlineData("from: pretrain, ", "",
        "(30,3): error PIPE0008: 'generate', a generate stage, needs 'from': the name of a stage that makes a checkpoint (pretrain)")]
    [InlineData("pipeline: quickstart\n", "", "(1,1): error PIPE0008: a pipeline file needs 'pipeline': a name: a letter, then letters, digits, '-' and '_'")]
    // Names
    [InlineData("pipeline: quickstart", "pipeline: 2nd",
        "(2,11): error PIPE0009: '2nd' cannot name a pipeline: a name is a letter, then letters, digits, '-' and '_'; for example 'pipeline-2nd'")]
    [InlineData("  generate: {", "  write it: { kind: generate,",
        "(30,3): error PIPE0009: 'write it' cannot name a stage: a name is a letter, then letters, digits, '-' and '_'; for example 'write-it'")]
    [InlineData("  generate: {", "  to-string: { kind: generate,",
        "(30,3): error PIPE0010: the stage 'to-string' becomes ToString in C#, and so does a member of every pipeline class; rename one of them")]
    [InlineData("  generate: {", "  Pre-train: { kind: generate,", null)]
    [InlineData("  generate: {", "  Pretrain: { kind: generate,",
        "(30,3): error PIPE0010: the stage 'Pretrain' becomes Pretrain in C#, and so does the stage 'pretrain'; rename one of them")]
    // References
    [InlineData("model: docs-lm", "model: docs-ml", "(21,12): error PIPE0015: model names 'docs-ml', which is not under 'models:'; did you mean 'docs-lm'?")]
    [InlineData("tokenizer: tokenizer\n", "tokenizer: words\n",
        "(22,16): error PIPE0015: tokenizer names 'words', which is not under 'stages:'; stages that make a tokenizer: tokenizer")]
    [InlineData("vocab: tokenizer ", "vocab: tokeniser ", "(11,12): error PIPE0015: vocab names 'tokeniser', which is not under 'stages:'; did you mean 'tokenizer'?")]
    [InlineData("from: pretrain", "from: tokenizer",
        "(30,21): error PIPE0202: from names 'tokenizer', which makes a tokenizer, not a checkpoint; stages that make a checkpoint: pretrain")]
    [InlineData("from: pretrain", "from: generate", "(30,21): error PIPE0203: stages wait for each other: generate → generate")]
    // Models
    [InlineData("dim: 192", "dim: 190", "(12,10): error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192")]
    [InlineData("dim: 192", "dim: 5", "(12,10): error PIPE0110: dim 5 is not divisible by heads 6 (5 / 6 = 0.83); nearest: 6")]
    [InlineData("kv_heads: 2", "kv_heads: 4", "(15,15): error PIPE0111: heads 6 is not divisible by kv_heads 4; kv_heads may be 1, 2, 3 or 6")]
    [InlineData("dim: 192", "dim: 198",
        "(12,10): error PIPE0112: dim 198 over heads 6 gives heads of 33, which is odd, and rotary positions turn pairs of channels; nearest dim: 192, 204")]
    [InlineData("kv_heads: 2", "kv_heads: 2\n    head_dim: 35",
        "(16,15): error PIPE0112: head_dim 35 is odd, and rotary positions turn pairs of channels; nearest: 34, 36")]
    [InlineData("vocab: tokenizer ", "vocab: 4000 ",
        "(11,12): error PIPE0113: vocab 4000 has no place for the 4096 tokens of 'tokenizer'; say 'vocab: tokenizer', or 4096 or more")]
    // Stages
    [InlineData("kind: bpe, ", "", "(19,3): error PIPE0201: 'tokenizer' needs a 'kind': one of bpe, pretrain, evaluate, generate")]
    [InlineData("  generate: {", "  genrate: {", "(30,3): error PIPE0201: 'genrate' needs a 'kind': did you mean 'generate'?")]
    [InlineData("tokens: 1.5M", "tokens: 4k",
        "(24,13): error PIPE0204: tokens 4000 is less than one step of 4096 (batch 16 × accumulate 1 × context 256); nearest: 4096")]
    [InlineData("warmup: 5%", "warmup: 81%", "(28,15): error PIPE0205: warmup 81% and decay 20% together are longer than the run of 367 steps")]
    [InlineData("wsd: { warmup: 5%, decay: 20% }", "cosine: { warmup: 400 }", "(28,15): error PIPE0205: warmup 400 is longer than the run of 367 steps")]
    [InlineData("vocab: 4096", "vocab: 256", "(19,46): error PIPE0206: vocab 256 cannot hold the 256 bytes and the special tokens (1); it needs 257 at least")]
    public void Are_said_at_their_place(string part, string replacement, string? expected, string? more = null)
    {
        var errors = Sample.Errors(Sample.With(part, replacement));
        if (expected is null) errors.ShouldBeEmpty();
        else if (more is null) errors.ShouldBe([Sample.Path + expected]);
        else errors.ShouldContain(Sample.Path + expected);
    }

    [Fact]
    public void Are_all_said_at_once_in_the_order_of_the_file()
    {
        var text = Sample.With("dim: 192", "dim: 190").Replace("heads: 6\n", "head: 7\n    heads: 6\n").Replace("tokens: 1.5M", "tokens: many")
            .Replace("precision: auto", "precision: half").Replace("from: pretrain", "from: tokenizer").Replace("lr: 3e-3", "lr: 0");
        Sample.Read(text).Diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Position.Line)).ShouldBe(
        [
            ("PIPE0110", 12), ("PIPE0003", 14), ("PIPE0005", 25), ("PIPE0006", 27), ("PIPE0007", 28), ("PIPE0202", 31),
        ]);
    }

    [Fact]
    public void Leave_no_spec() => Sample.Read(Sample.With("dim: 192", "dim: 190")).Spec.ShouldBeNull();

    [Fact]
    public void A_broken_model_breaks_no_reference_to_it() =>
        Sample.Read(Sample.With("dim: 192", "dim: wide")).Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["PIPE0005"]);

    [Fact]
    public void A_model_may_have_more_rows_than_the_tokenizer_has_tokens() => Sample.Errors(Sample.With("vocab: tokenizer ", "vocab: 8192 ")).ShouldBeEmpty();

    [Fact]
    public void Two_tokenizers_for_one_model_do_not_fit() => Sample.Errors(
        Sample.With("stages:\n", "stages:\n  words: { kind: bpe, data: docs, vocab: 4096 }\n").Replace("tokenizer: tokenizer\n", "tokenizer: words\n"))
        .ShouldBe([
            $"{Sample.Path}(23,16): error PIPE0113: docs-lm takes its vocab from 'tokenizer', and 'pretrain' takes its tokens from 'words'; name one stage in both",
        ]);

    [Fact]
    public void A_stage_without_a_tokenizer_takes_its_models() =>
        Sample.Read(Sample.With("    tokenizer: tokenizer\n", "")).Spec.ShouldBe(Sample.Read(Sample.Text).Spec);
}
