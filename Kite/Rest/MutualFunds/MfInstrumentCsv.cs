using System.Buffers.Text;
using System.Globalization;
using Kite.Instruments;

namespace Kite.Rest;

/// <summary>Turns the lines of the broker's list of funds into rows.</summary>
sealed class MfInstrumentCsv() : CsvRows(
    "tradingsymbol", "amc", "name", "purchase_allowed", "redemption_allowed", "minimum_purchase_amount", "purchase_amount_multiplier",
    "minimum_additional_purchase_amount", "minimum_redemption_quantity", "redemption_quantity_multiplier", "dividend_type", "scheme_type",
    "plan", "settlement_type", "last_price", "last_price_date")
{
    public List<KiteMfInstrument> Rows { get; } = [];

    protected override int Count => Rows.Count;

    protected override bool TryRead(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        var row = new KiteMfInstrument
        {
            Tradingsymbol = Text(line, fields, 0),
            Amc = Text(line, fields, 1),
            Name = Text(line, fields, 2),
            PurchaseAllowed = Flag(line, fields, 3),
            RedemptionAllowed = Flag(line, fields, 4),
            MinimumPurchaseAmount = Number(line, fields, 5),
            PurchaseAmountMultiplier = Number(line, fields, 6),
            MinimumAdditionalPurchaseAmount = Number(line, fields, 7),
            MinimumRedemptionQuantity = Number(line, fields, 8),
            RedemptionQuantityMultiplier = Number(line, fields, 9),
            DividendType = Text(line, fields, 10),
            SchemeType = Text(line, fields, 11),
            Plan = Text(line, fields, 12),
            SettlementType = Text(line, fields, 13),
            LastPrice = Number(line, fields, 14),
            LastPriceDate = DateOnly.TryParseExact(
                Text(line, fields, 15), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        };
        if (row.Tradingsymbol.Length == 0)
            return false;
        Rows.Add(row);
        return true;
    }

    string Text(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, int column)
    {
        Span<char> buffer = stackalloc char[MaxText];
        return CsvLine.TryText(line[fields[Column(column)]], buffer, out var text) ? text.ToString() : "";
    }

    bool Flag(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, int column)
    {
        var field = line[fields[Column(column)]];
        return field.SequenceEqual("1"u8) || field.SequenceEqual("true"u8) || field.SequenceEqual("True"u8);
    }

    decimal Number(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, int column) =>
        Utf8Parser.TryParse(line[fields[Column(column)]], out decimal value, out _) ? value : 0;
}
