namespace Pipelines.Quantization;

/// <summary>Rows of a matrix in another order than their bytes'.</summary>
internal static class RowOrder
{
    /// <summary>Where each row that is kept goes; refuses an order that is none.</summary>
    /// <param name="order">for each row, which of those that are kept it is</param>
    /// <param name="rows">how many there are</param>
    /// <exception cref="ArgumentException">it is none</exception>
    public static int[] Places(int[] order, long rows)
    {
        var places = new int[rows];
        Array.Fill(places, -1);
        if (order.Length != rows) throw new ArgumentException($"an order of {order.Length} for {rows} rows", nameof(order));
        for (var row = 0; row < order.Length; row++)
        {
            if ((uint)order[row] >= (uint)rows || places[order[row]] >= 0)
                throw new ArgumentException($"row {order[row]} is out of range or in the order twice", nameof(order));
            places[order[row]] = row;
        }
        return places;
    }
}
