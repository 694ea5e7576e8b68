using System.Globalization;
using Pipelines.Formats.Gguf;
using Pipelines.Quantized.Bench;

// Bytes of weights that products with a vector go through in a second, against what a loop that only reads reaches on the same cores,
// all products of a model's step on one token and on more, and tokens that a model in a GGUF file generates in a second, against the model
// in float32 and against llama.cpp on the same file.
// Both sides of a ratio alternate, so that whatever else the machine does falls on both.
const int rounds = 9;

foreach (var type in new[]
{
    GgufType.Q8_0, GgufType.Q4_0, GgufType.Q4_1, GgufType.Q5_0, GgufType.Q5_1, GgufType.IQ4_NL, GgufType.MXFP4,
    GgufType.Q2_K, GgufType.Q3_K, GgufType.Q4_K, GgufType.Q5_K, GgufType.Q6_K,
    GgufType.IQ4_XS, GgufType.TQ1_0, GgufType.TQ2_0,
})
{
    using var matrices = new Matrices(type);
    var memory = new MemoryReading(matrices.Bytes, matrices.Count);
    var (product, read) = Fastest(rounds * matrices.Count, matrices.Multiply, memory.Read);
    Print($"quantized.product.{type.Word()}", matrices.Bytes / matrices.Count / product / 1e9, "GB/s");
    Print($"quantized.product.{type.Word()}.ratio", read / product, "of_reading");
}

foreach (var (name, type, finer) in new[]
{
    ("q8_0", GgufType.Q8_0, GgufType.Q8_0), ("q4_k_m", GgufType.Q4_K, GgufType.Q6_K), ("f32", GgufType.F32, GgufType.F32),
})
{
    using var model = new ModelProducts(type, finer);
    var memory = new MemoryReading(model.Bytes, parts: 1);
    foreach (var rows in new[] { 1, 4, 16, 512 })
    {
        var (step, read) = Fastest(rows < 512 ? 20 : 5, () => model.Step(rows), memory.Read);
        Print($"quantized.step.{name}.rows{rows}", rows / step, "tokens/s");
        if (rows == 1) Print($"quantized.step.{name}.rows{rows}.ratio", read / step, "of_reading");
    }
}

if (args is [var llama]) Decoding.Run(llama, Print);

static (double First, double Second) Fastest(int rounds, Func<double> first, Func<double> second)
{
    var (a, b) = (double.MaxValue, double.MaxValue);
    for (var round = 0; round < rounds; round++) (a, b) = (Math.Min(a, first()), Math.Min(b, second()));
    return (a, b);
}

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
