
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import homebank.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TariffVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('in_force_from', models.DateField(unique=True, verbose_name='in force from')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('titles', models.JSONField(verbose_name='titles')),
            ],
            options={
                'verbose_name': 'tariff version',
                'verbose_name_plural': 'tariff versions',
                'ordering': ['-in_force_from'],
            },
        ),
        migrations.CreateModel(
            name='TariffLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=8, verbose_name='line')),
                ('key', models.CharField(max_length=40, verbose_name='key')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('names', models.JSONField(verbose_name='names')),
                ('model', models.CharField(max_length=8, verbose_name='model')),
                ('fixed_minor', models.BigIntegerField(null=True, verbose_name='fixed fee, tiyn')),
                ('rate', models.PositiveIntegerField(null=True, verbose_name='rate, parts of ten thousand')),
                ('minimum_minor', models.BigIntegerField(null=True, verbose_name='minimum, tiyn')),
                ('maximum_minor', models.BigIntegerField(null=True, verbose_name='maximum, tiyn')),
                ('basis', models.CharField(max_length=12, verbose_name='basis')),
                ('per', models.CharField(max_length=20, verbose_name='per')),
                ('vat', models.CharField(max_length=12, verbose_name='VAT')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('billers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('operations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('excluded_billers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('excluded_operations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('when', models.JSONField(blank=True, default=dict, verbose_name='facts')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='tariffs.tariffversion')),
            ],
            options={
                'verbose_name': 'tariff line',
                'verbose_name_plural': 'tariff lines',
                'ordering': ['version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.UUIDField(default=homebank.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('inputs', models.JSONField(verbose_name='inputs')),
                ('formula', models.CharField(max_length=200, verbose_name='formula')),
                ('rounding', models.CharField(max_length=12, verbose_name='rounding')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount, tiyn')),
                ('fee_minor', models.BigIntegerField(verbose_name='fee, tiyn')),
                ('total_minor', models.BigIntegerField(verbose_name='total, tiyn')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('valid_until', models.DateTimeField(verbose_name='valid until')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
                ('tariff_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tariffs.tariffline')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tariffs.tariffversion')),
            ],
            options={
                'verbose_name': 'quote',
                'verbose_name_plural': 'quotes',
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='TariffTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=8, verbose_name='line')),
                ('from_minor', models.BigIntegerField(verbose_name='from, tiyn')),
                ('to_minor', models.BigIntegerField(null=True, verbose_name='to, tiyn')),
                ('fee_minor', models.BigIntegerField(verbose_name='fee, tiyn')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tiers', to='tariffs.tariffline')),
            ],
            options={
                'verbose_name': 'tariff tier',
                'verbose_name_plural': 'tariff tiers',
                'ordering': ['line', 'from_minor'],
                'constraints': [models.UniqueConstraint(fields=('line', 'number'), name='one_tier_a_number'), models.CheckConstraint(condition=models.Q(('fee_minor__gte', 0)), name='tier_fee_not_negative')],
            },
        ),
        migrations.AddConstraint(
            model_name='tariffline',
            constraint=models.UniqueConstraint(fields=('version', 'number'), name='one_line_a_number'),
        ),
        migrations.AddConstraint(
            model_name='tariffline',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='one_line_a_key'),
        ),
        migrations.AddConstraint(
            model_name='tariffline',
            constraint=models.CheckConstraint(condition=models.Q(('fixed_minor__gte', 0)), name='fixed_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='tariffline',
            constraint=models.CheckConstraint(condition=models.Q(('rate__lte', 10000)), name='rate_at_most_whole'),
        ),
        migrations.AddConstraint(
            model_name='tariffline',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_minor__gte', 0)), name='minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('fee_minor__gte', 0)), name='fee_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', django.db.models.expressions.CombinedExpression(models.F('amount_minor'), '+', models.F('fee_minor')))), name='total_adds_up'),
        ),
    ]
