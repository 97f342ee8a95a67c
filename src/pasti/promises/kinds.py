from pasti.catalogue.steps import StepCode
from pasti.journal.registry import label_of, public, reading, staff

reading("step", label_of(StepCode))

public("promise.make", "Siap paling lambat {day:date}.", "Ready by {day:date} at the latest.")
public(
    "promise.move",
    "Tanggal siap diganti dari {was:date} menjadi {day:date}: {cause:text}",
    "The day it is ready was changed from {was:date} to {day:date}: {cause:text}",
)
public(
    "promise.break",
    "Belum siap pada {day:date} seperti yang dikatakan: {cause:text}",
    "Not ready by {day:date} as we had said: {cause:text}",
)
public(
    "promise.suspend",
    "Tanggal siap {day:date} ditarik: pusat menahan data ini.",
    "The day it is ready, {day:date}, was withdrawn: the centre holds this record.",
)
public(
    "promise.withhold",
    "Tanggal siap {day:date} ditarik: {cause:text}",
    "The day it is ready, {day:date}, was withdrawn: {cause:text}",
)
staff(
    "promise.at_risk",
    "Terancam tidak siap pada {day:date}: masih di tahap {stage:step} sejak {since:moment}.",
    "About not to be ready by {day:date}: still at the stage {stage:step} since {since:moment}.",
)
staff(
    "promise.remake",
    "{moved} tanggal siap diganti: {cause:text}",
    "{moved} days were changed: {cause:text}",
)
