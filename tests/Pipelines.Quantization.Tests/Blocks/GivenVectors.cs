using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>Bits that ggml's reference gives for vectors that are written down here.</summary>
public sealed class GivenVectors
{
    [Theory]
    [InlineData(GgufType.Q4_0, "80b66a9877a9887699806a9877a99877a988")]
    [InlineData(GgufType.Q4_1, "4d3440ba612345013356123f5022450123451134")]
    [InlineData(GgufType.Q5_0, "80b24b5bdadac310ed320fed3100d421fe4310ed320f")]
    [InlineData(GgufType.Q5_1, "293040ba80000000c1469a1357ab246fb0358902469b1367")]
    [InlineData(GgufType.Q8_0, "8d26e8ff15ee051bf47fe4fb11ea0117f0071df60de6fc13ec0219f209e1f80fe8fe")]
    public void Values_become_the_bytes_of_the_reference(GgufType type, string bytes)
    {
        var values = new float[32];
        for (var i = 0; i < values.Length; i++) values[i] = ((i * 37 + 11) % 101 - 50) / 64f;
        values[7] = 3.25f;
        var blocks = new byte[type.BlockBytes()];
        BlockFormat.Of(type).Quantize(values, 32, blocks);
        Convert.ToHexStringLower(blocks).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(GgufType.Q4_0, "12d5e65f733a4a0332e8e999eeb88fc3", 0)]
    [InlineData(GgufType.Q4_1, "a03b4878353fe5247e8ecc7ef08ea32f", 0, 2)]
    [InlineData(GgufType.Q5_0, "1a01c28cf0f3548f4a236e109498956c", 0)]
    [InlineData(GgufType.Q5_1, "857911168f40d23b1693a741050d78c4", 0, 2)]
    [InlineData(GgufType.Q8_0, "b980f0f12df2531cf76ef6d900f4443c", 0)]
    [InlineData(GgufType.IQ4_NL, "7f6f10a9d7acc5ec52fd1c2fedb64cd1", 0)]
    [InlineData(GgufType.Q2_K, "a0e61d9894d985e41715a313c0e4fc48", 80, 82)]
    [InlineData(GgufType.Q3_K, "d8efa706898de2c2657a83118c5c10b8", 108)]
    [InlineData(GgufType.Q4_K, "dcbdbcbf46c450bfef8852f9428a86c5", 0, 2)]
    [InlineData(GgufType.Q5_K, "5379c568dae1638ec26e409846700913", 0, 2)]
    [InlineData(GgufType.Q6_K, "58468889b3eb599686e0d7bc058d1c6e", 208)]
    [InlineData(GgufType.IQ4_XS, "30dd7ea713e1a1099090cbcb9ecf4963", 0)]
    [InlineData(GgufType.TQ1_0, "f8629873e37005570f71ae014fb5bab2", 52)]
    [InlineData(GgufType.TQ2_0, "14b476478afd70cad3509dc643bc2485", 64)]
    [InlineData(GgufType.MXFP4, "5545346a66763b6ee92624df2527e9f0")]
    public void Bytes_become_the_values_of_the_reference(GgufType type, string sha256, params int[] halves)
    {
        var block = new byte[type.BlockBytes()];
        for (var i = 0; i < block.Length; i++) block[i] = (byte)(i * 73 + 41);
        for (var k = 0; k < halves.Length; k++) BitConverter.TryWriteBytes(block.AsSpan(halves[k]), (ushort)(0x2E66 + 0x123 * k));
        foreach (var lanes in LaneCount.All)
        {
            var values = new float[type.BlockLength()];
            BlockFormat.Of(type).Dequantize(block, values, lanes);
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())))[..32].ShouldBe(sha256, $"{lanes} lanes");
        }
    }
}
