using System.Text;

namespace Pipelines.Serving;

/// <summary>Writes automata over characters as automata over the bytes of UTF-8.</summary>
internal static class CharacterBytes
{
    private static readonly (int First, int Last, int Lead, int Bytes)[] Lengths =
        [(0, 0x7F, 0, 1), (0x80, 0x7FF, 0xC0, 2), (0x800, 0xFFFF, 0xE0, 3), (0x10000, 0x10FFFF, 0xF0, 4)];

    /// <summary>Adds the way from one state to another by any character of a set.</summary>
    public static void Write(AutomatonBuilder builder, int from, CodePointSet set, int to)
    {
        foreach (var length in Lengths)
        {
            var digits = new DigitRanges(64, (state, position, low, high, next) =>
            {
                var mark = position == length.Bytes - 1 ? length.Lead : 0x80;
                builder.Step(state, (byte)(mark + low), (byte)(mark + high), next);
            }, builder.Add);
            foreach (var range in set.Ranges)
            {
                var (first, last) = (Math.Max(range.First, length.First), Math.Min(range.Last, length.Last));
                if (first > last) continue;
                if (length.Bytes == 1) builder.Step(from, (byte)first, (byte)last, to);
                else digits.Write(from, first, last, length.Bytes, to);
            }
        }
    }

    /// <summary>Adds an automaton over characters.</summary>
    /// <param name="builder">where to</param>
    /// <param name="characters">the automaton</param>
    /// <param name="from">the state before it</param>
    /// <param name="to">the state after it</param>
    /// <param name="write">how a character of a set is written, between two states</param>
    /// <param name="rule">the rule of a call</param>
    public static void Write(
        AutomatonBuilder builder,
        CharacterAutomaton characters,
        int from,
        int to,
        Action<int, CodePointSet, int> write,
        Func<Expression.Call, int> rule)
    {
        var states = new int[characters.Steps.Count];
        for (var i = 0; i < states.Length; i++) states[i] = i == characters.Start ? from : i == characters.End ? to : builder.Add();
        for (var i = 0; i < states.Length; i++)
            foreach (var (set, target, call) in characters.Steps[i])
            {
                if (set is not null) write(states[i], set, states[target]);
                else if (call is not null) builder.Call(states[i], rule(call), states[target]);
                else builder.Skip(states[i], states[target]);
            }
    }
}
