using System.Globalization;
using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>A whole number of any size.</summary>
/// <param name="number">the number</param>
internal sealed class IntegerValue(BigInteger number) : Value
{
    public BigInteger Number => number;

    public override string TypeName => "int";

    public override bool IsTrue => !number.IsZero;

    public override void PrintQuoted(TextBuilder output) => output.Append(number.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A number in double precision.</summary>
/// <param name="number">the number</param>
internal sealed class FloatValue(double number) : Value
{
    public double Number => number;

    public override string TypeName => "float";

    public override bool IsTrue => number != 0;

    public override void PrintQuoted(TextBuilder output) => output.Append(PythonNumber.Print(number));
}
