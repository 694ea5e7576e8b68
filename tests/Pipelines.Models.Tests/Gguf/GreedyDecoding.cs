using System.Runtime.InteropServices;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>A model asked as llama.cpp is asked.</summary>
internal static class GreedyDecoding
{
    /// <summary>The <paramref name="count"/> tokens that follow when the likeliest is taken each time, read one by one.</summary>
    public static int[] Greedy(this LanguageModel model, int[] ids, int count)
    {
        var decoder = (Decoder)model;
        using var state = decoder.NewState(1);
        var made = new List<int>();
        for (var next = ids; made.Count < count; next = [made[^1]])
        {
            using var input = Row(next);
            using var logits = decoder.decode(input, state);
            using var best = logits.argmax(-1);
            made.Add((int)best.item<long>());
        }
        return [.. made];
    }

    /// <summary>The logits after each token: [time, vocabulary], row after row.</summary>
    public static float[] Logits(this LanguageModel model, int[] ids)
    {
        using var untracked = no_grad();
        using var input = Row(ids);
        using var logits = model.call(input);
        return MemoryMarshal.Cast<byte, float>(logits.bytes).ToArray();
    }

    /// <summary>One sequence, [1, time].</summary>
    public static Tensor Row(int[] ids) => torch.tensor(Array.ConvertAll(ids, id => (long)id), [1, ids.Length]);
}
