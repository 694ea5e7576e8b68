namespace Pipelines.Spec.Tests;

/// <summary>What models cost, against what is published of them and against closed forms.</summary>
public sealed class Costs
{
    private const string Llama7B =
        "family: llama, vocab: 32000, dim: 4096, layers: 32, heads: 32, hidden: 11008, context: 4096, tied: false";

    private const string TinyLlama =
        "family: llama, vocab: 32000, dim: 2048, layers: 22, heads: 32, kv_heads: 4, hidden: 5632, context: 2048, tied: false";

    private const string Llama8B =
        "family: llama, vocab: 128256, dim: 4096, layers: 32, heads: 32, kv_heads: 8, hidden: 14336, context: 8192, tied: false";

    private const string Largest =
        "family: llama, vocab: 16M, dim: 65536, layers: 1024, heads: 1024, hidden: 1048576, context: 16777216, tied: false";

    private const string Quickstart = "family: llama, vocab: 4096, dim: 192, layers: 6, heads: 6, kv_heads: 2, context: 256";

    private const string Gpt2 = "family: gpt2, vocab: 50257, dim: 768, layers: 12, heads: 12, context: 1024";

    [Theory]
    [InlineData(Llama7B, 6_738_415_616)]
    [InlineData(TinyLlama, 1_100_048_384)]
    [InlineData(Llama8B, 8_030_261_248)]
    [InlineData("family: llama, vocab: 128256, dim: 2048, layers: 16, heads: 32, kv_heads: 8, hidden: 8192, context: 8192", 1_235_814_400)]
    [InlineData("family: llama, vocab: 49152, dim: 576, layers: 30, heads: 9, kv_heads: 3, hidden: 1536, context: 2048", 134_515_008)]
    [InlineData(Gpt2, 124_439_808)]
    [InlineData("family: gpt2, vocab: 50257, dim: 1024, layers: 24, heads: 16, context: 1024", 354_823_168)]
    [InlineData("family: gpt2, vocab: 50257, dim: 1280, layers: 36, heads: 20, context: 1024", 774_030_080)]
    [InlineData("family: gpt2, vocab: 50257, dim: 1600, layers: 48, heads: 25, context: 1024", 1_557_611_200)]
    public void Parameters_of_published_models_are_exact(string settings, long parameters) => Of(settings).Parameters.ShouldBe(parameters);

    [Fact]
    public void Parameters_are_those_of_the_closed_form()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            long vocab = random.Next(300, 50000), layers = random.Next(1, 12), groups = random.Next(1, 5), kv = random.Next(1, 5),
                headDim = 2 * random.Next(1, 65), hidden = random.Next(1, 2000), dim = random.Next(1, 1000);
            var heads = kv * groups;
            var tied = random.Next(2) == 0;
            var block = dim * headDim * (2 * heads + 2 * kv) + 3 * dim * hidden + 2 * dim;
            Of($"family: llama, vocab: {vocab}, dim: {dim}, layers: {layers}, heads: {heads}, kv_heads: {kv}, head_dim: {headDim}, "
                + $"hidden: {hidden}, context: 64, tied: {(tied ? "true" : "false")}")
                .Parameters.ShouldBe((tied ? 1 : 2) * vocab * dim + layers * block + dim);
        }
    }

    [Fact]
    public void Operations_are_two_for_each_weight_of_a_product_and_four_for_each_channel_looked_back_at()
    {
        // Without embeddings and norms, and with the head, which is a product.
        var model = Of(Llama7B);
        var products = model.Parameters - 32000L * 4096 - 65L * 4096;
        model.FlopsPerToken.ShouldBe(2 * products + 32 * 4L * 4096 * 4096);

        Of(Gpt2).FlopsPerToken.ShouldBe(2 * (12 * 12L * 768 * 768 + 50257L * 768) + 12 * 4L * 1024 * 768);
    }

    [Theory]
    [InlineData(Llama7B, 32 * 2 * 32 * 128 * 2)]
    [InlineData(Gpt2, 12 * 2 * 768 * 2)]
    [InlineData(Quickstart, 1536)]
    public void The_cache_holds_a_key_and_a_value_of_two_bytes_a_channel(string settings, long bytes) =>
        Of(settings).KvBytesPerToken.ShouldBe(bytes);

    [Fact]
    public void The_whole_is_the_sum_of_its_nodes()
    {
        var cost = Of(Gpt2);
        cost.Nodes.Sum(node => node.Parameters).ShouldBe(cost.Parameters);
        cost.Nodes.Sum(node => node.FlopsPerToken).ShouldBe(cost.FlopsPerToken);
    }

    [Theory]
    [InlineData(Precision.Float32, 4)]
    [InlineData(Precision.Auto, 4)]
    [InlineData(Precision.BFloat16, 8)]
    public void Weights_are_float32_and_have_two_copies_where_activations_are_bfloat16(Precision precision, int bytes) =>
        Training(Models.Stage(8, precision, AdamW)).Weights.ShouldBe(124_439_808L * bytes);

    [Fact]
    public void Gradients_are_float32() => Training(Models.Stage(8, Precision.BFloat16, AdamW)).Gradients.ShouldBe(124_439_808L * 4);

    [Fact]
    public void Optimizers_remember_what_they_need()
    {
        Training(Models.Stage(8, Precision.Float32, AdamW)).Optimizer.ShouldBe(124_439_808L * 8);
        Training(Models.Stage(8, Precision.Float32, new SgdSpec(0.1, 0, 0.9))).Optimizer.ShouldBe(124_439_808L * 4);
        Training(Models.Stage(8, Precision.Float32, new SgdSpec(0.1, 0, 0))).Optimizer.ShouldBe(0);
    }

    [Theory]
    [InlineData(Precision.Float32, 4)]
    [InlineData(Precision.BFloat16, 2)]
    public void Activations_of_a_llama_are_those_of_the_formula(Precision precision, long number)
    {
        const long dim = 192, queries = 192, keys = 64, hidden = 512, heads = 6, layers = 6, tokens = 16 * 256, vocab = 4096;
        var block = (4 * dim + 2 * queries + 2 * keys + 3 * hidden) * number + heads * 4;
        var whole = layers * block + 3 * dim * number;
        var alive = (2 * dim + 3 * hidden) * number;
        CostModel.Training(Models.Read(Quickstart), (int)vocab, Models.Stage(16, precision, AdamW))
            .Activations.ShouldBe(tokens * (whole + alive) + vocab * dim * 4 + (16 << 20));
    }

    [Fact]
    public void Activations_of_a_gpt2_are_those_of_the_formula_and_dropout_keeps_a_byte_for_what_it_drops()
    {
        const long dim = 768, hidden = 3072, heads = 12, layers = 12, tokens = 8 * 1024, vocab = 50257;
        var block = (8 * dim + 2 * hidden) * 4 + (heads + 4) * 4;
        var plain = tokens * (layers * block + 3 * dim * 4 + 8 + (2 * dim + 3 * hidden) * 4) + vocab * dim * 4 + (16 << 20);
        Training(Models.Stage(8, Precision.Float32, AdamW)).Activations.ShouldBe(plain);
        CostModel.Training(Models.Read(Gpt2 + ", dropout: 0.1"), 50257, Models.Stage(8, Precision.Float32, AdamW)).Activations
            .ShouldBe(plain + tokens * (2 * layers + 1) * dim);
    }

    [Fact]
    public void Recomputed_blocks_keep_their_input_and_the_largest_is_there_once_at_the_price_of_a_forward_pass()
    {
        const long dim = 192, queries = 192, keys = 64, hidden = 512, heads = 6, layers = 6, tokens = 16 * 256, vocab = 4096;
        var block = (4 * dim + 2 * queries + 2 * keys + 3 * hidden) * 4 + heads * 4;
        var (model, stage) = (Models.Read(Quickstart), Models.Stage(16, Precision.Float32, AdamW));
        var cost = CostModel.Training(model, (int)vocab, stage with { Training = stage.Training with { Recompute = true } });

        cost.Activations.ShouldBe(
            tokens * (layers * dim * 4 + block + 3 * dim * 4 + (2 * dim + 3 * hidden) * 4) + vocab * dim * 4 + (16 << 20));
        (cost.Flops * 3).ShouldBe(CostModel.Training(model, (int)vocab, stage).Flops * 4);
    }

    [Fact]
    public void Blocks_with_experts_keep_theirs()
    {
        var model = Models.Read("family: mixtral, vocab: 512, dim: 64, layers: 2, heads: 4, kv_heads: 2, context: 64");
        var training = Models.Stage(2, Precision.Float32, AdamW).Training;
        CostModel.Training(model, 512, training with { Recompute = true }, 64, 1000).Activations
            .ShouldBe(CostModel.Training(model, 512, training, 64, 1000).Activations);
    }

    [Theory]
    [InlineData(AdapterKind.Lora, 0)]
    [InlineData(AdapterKind.Dora, 2304 + 768)]
    public void An_adapter_has_gradients_and_an_optimizer_of_its_own_parameters_alone(AdapterKind kind, long magnitudes)
    {
        // GPT-2's attention of every block: 768 → 2304 and 768 → 768, kept transposed.
        const long whole = 124_439_808, rank = 8;
        var own = 12 * (rank * (768 + 2304 + 768 + 768) + magnitudes);
        var training = Models.Stage(4, Precision.Float32, AdamW).Training;
        var adapter = new AdapterSpec(kind, (int)rank, 16, 0, new(["c_attn", "attn.c_proj"]), false, AdapterInit.Kaiming);
        var cost = CostModel.Training(Models.Read(Gpt2), 50257, training, 128, 1000, adapter);
        var full = CostModel.Training(Models.Read(Gpt2), 50257, training, 128, 1000);

        cost.Weights.ShouldBe((whole + own) * 4);
        cost.Gradients.ShouldBe(own * 4);
        cost.Optimizer.ShouldBe(own * 8);
        cost.Activations.ShouldBe(full.Activations + 4 * 128 * 12 * 2 * rank * 4 - 50257 * 768 * 4);
        (cost.Flops * 3).ShouldBe(full.Flops * 2);
    }

    [Fact]
    public void Qlora_holds_what_it_stands_beside_in_NF4()
    {
        const long whole = 124_439_808, blocks = 12 * 12L * 768 * 768;
        var adapter = new AdapterSpec(AdapterKind.Qlora, 8, 16, 0, default, false, AdapterInit.Kaiming);
        var cost = CostModel.Training(Models.Read(Gpt2), 50257, Models.Stage(4, Precision.Float32, AdamW).Training, 128, 1000, adapter);
        var own = cost.Gradients / 4;

        cost.Weights.ShouldBe((whole - blocks + own) * 4 + blocks / 2 + blocks / 64 + blocks / (64 * 256) * 4);
        (cost.Weights - own * 4 - (whole - blocks) * 4).ShouldBeLessThan((long)(0.30 * 2 * blocks));
    }

    [Fact]
    public void A_run_computes_three_forward_passes_a_token_at_the_mean_context()
    {
        var products = 12 * 12L * 768 * 768 + 50257L * 768;
        var forward = 2 * products + 12 * 4L * 768 * 1025 / 2;
        Training(Models.Stage(8, Precision.Float32, AdamW, tokens: 1000)).Flops.ShouldBe(3 * 1000 * forward);
    }

    [Fact]
    public void The_largest_model_that_may_be_written_costs_more_than_any_machine_has()
    {
        var model = Models.Read(Largest);
        var cost = CostModel.Of(model, 16_000_000);
        cost.Nodes.ShouldAllBe(node => node.Parameters >= 0 && node.FlopsPerToken >= 0);
        cost.Parameters.ShouldBeGreaterThan(200_000_000_000_000);
        var training = CostModel.Training(model, 16_000_000, Models.Stage(65536, Precision.Float32, AdamW, 1_000_000_000_000_000));
        training.Activations.ShouldBe(long.MaxValue);
        training.Flops.ShouldBe(long.MaxValue);
        training.Bytes.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void A_larger_vocabulary_than_the_specs_own_can_be_asked_for() =>
        CostModel.Of(Models.Read(Gpt2), 50304).Parameters.ShouldBe(124_439_808 + 47 * 768);

    private static AdamWSpec AdamW => new(3e-4, 0.1, 0.9, 0.95, 1e-8);

    private static ModelCost Of(string settings)
    {
        var model = Models.Read(settings);
        return CostModel.Of(model, model.Vocab.Size);
    }

    private static TrainingCost Training(PretrainSpec stage) => CostModel.Training(Models.Read(Gpt2), 50257, stage);
}
