namespace Pipelines.Serving;

/// <summary>
/// Splits a range of numbers, written with a fixed count of digits in some base, into sequences of digit ranges. UTF-8, <c>\uXXXX</c> and
/// bounded whole numbers are all of this kind: only how a digit is written differs.
/// </summary>
/// <param name="radix">the base</param>
/// <param name="write">adds the way from one state to another by a digit of a range, at a position counted from the last digit, 0</param>
/// <param name="add">adds a state</param>
internal sealed class DigitRanges(int radix, Action<int, int, int, int, int> write, Func<int> add)
{
    private readonly Dictionary<int, int> anyDigits = [];

    /// <summary>Adds the ways from <paramref name="from"/> to <paramref name="to"/>, always the same one for one of these.</summary>
    /// <param name="from">the state before</param>
    /// <param name="first">the first number</param>
    /// <param name="last">the last number, not below the first</param>
    /// <param name="digits">how many digits are written</param>
    /// <param name="to">the state after</param>
    public void Write(int from, Int128 first, Int128 last, int digits, int to)
    {
        var unit = Int128.One;
        for (var i = 1; i < digits; i++) unit *= radix;
        var (low, high) = ((int)(first / unit), (int)(last / unit));
        if (digits == 1)
        {
            write(from, 0, low, high, to);
            return;
        }
        if (low == high)
        {
            Split(from, low, low, first % unit, last % unit, unit, digits, to);
            return;
        }
        if (first % unit != 0)
        {
            Split(from, low, low, first % unit, unit - 1, unit, digits, to);
            low++;
        }
        if (last % unit != unit - 1)
        {
            Split(from, high, high, 0, last % unit, unit, digits, to);
            high--;
        }
        if (low <= high) Split(from, low, high, 0, unit - 1, unit, digits, to);
    }

    private void Split(int from, int low, int high, Int128 first, Int128 last, Int128 unit, int digits, int to)
    {
        if (first == 0 && last == unit - 1)
        {
            write(from, digits - 1, low, high, Any(digits - 1, to));
            return;
        }
        var rest = add();
        write(from, digits - 1, low, high, rest);
        Write(rest, first, last, digits - 1, to);
    }

    /// <summary>The state from which any <paramref name="digits"/> digits lead to <paramref name="to"/>.</summary>
    private int Any(int digits, int to)
    {
        if (digits == 0) return to;
        if (anyDigits.TryGetValue(digits, out var known)) return known;
        var state = anyDigits[digits] = add();
        write(state, digits - 1, 0, radix - 1, Any(digits - 1, to));
        return state;
    }
}
